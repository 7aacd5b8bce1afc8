using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Providers;

/// <summary>What one call sends, before it is put into an endpoint's own words.</summary>
/// <param name="Messages">The conversation.</param>
/// <param name="Options">A copy of the caller's options with the endpoint's name of the model and without our own properties.</param>
/// <param name="Extras">Wishes beyond the options; <see langword="null"/> when there are none.</param>
internal sealed record EndpointRequest(IReadOnlyList<ChatMessage> Messages, ChatOptions Options, CallExtras? Extras)
{
    private const string GoOn =
        "Your last message was cut off. Go on exactly where it stopped, in the middle of the word if need be. Repeat nothing of it and say nothing about it.";

    /// <summary>Fields of the request beyond the options, in the words of the endpoint's format.</summary>
    public IReadOnlyDictionary<string, JsonElement> Fields { get; private init; } = ImmutableDictionary<string, JsonElement>.Empty;

    /// <summary>The tools in the JSON of Chat Completions, as the caller wrote them.</summary>
    public JsonElement? ToolsAsWritten { get; private init; }

    public static EndpointRequest Make(IEnumerable<ChatMessage> messages, ChatOptions? options, string? model, ProviderKind format)
    {
        var extras = CallExtras.From(options);
        var own = options?.Clone() ?? new ChatOptions();
        own.ModelId = model;
        own.AdditionalProperties?.Remove(CallExtras.Key);
        var written = ToolMessages.TakeWritten(own);
        List<ChatMessage> conversation = [.. messages];
        if (extras?.GoesOn == true)
            conversation.Add(new ChatMessage(ChatRole.User, GoOn));
        return new EndpointRequest(conversation, own, extras)
        {
            ToolsAsWritten = written,
            Fields = FieldWords.In(format, extras?.EndpointFields ?? ImmutableDictionary<string, JsonElement>.Empty),
        };
    }
}
