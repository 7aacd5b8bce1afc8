using System.Text.Json;
using Anthropic.Models.Messages;
using LatencyPortal.Gateway.Prompts.Composition;
using LatencyPortal.Gateway.Prompts.Replay;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Providers;

/// <summary>Puts a call into the words that Anthropic's SDK understands.</summary>
internal static class AnthropicPrompt
{
    /// <summary>The conversation, its last system text and its last question marked for the cache when the call asks for it.</summary>
    public static List<ChatMessage> Messages(EndpointRequest request)
    {
        List<ChatMessage> messages = [.. request.Messages.Select(message => message.Role.Value == "developer" ? Copy(message, ChatRole.System) : message)];
        if (request.Extras?.CachePlan is not null)
        {
            for (var i = 0; i < messages.Count; i++)
                messages[i] = Planned(messages[i]);
            return messages;
        }

        if (request.Extras?.CacheControl != true)
            return messages;
        // What stays the same for all conversations, and all of this one so far, which its next question begins with.
        Mark(messages, messages.FindLastIndex(message => message.Role == ChatRole.System && message.Contents.Any(content => content is TextContent)));
        Mark(messages, messages.FindLastIndex(message => message.Role == ChatRole.User && message.Contents is [.., TextContent { Text.Length: > 0 }]));
        return messages;
    }

    public static ChatOptions Options(EndpointRequest request, int mostTokens)
    {
        var options = request.Options.Clone();
        if (ToolsMark(request.Extras) is { } mark && options.Tools is [.., AIFunctionDeclaration function])
            options.Tools = [.. options.Tools.Take(options.Tools.Count - 1), Marked(function, mark)];
        // The API refuses thinking together with a tool that must be called.
        if (options.ToolMode is RequiredChatToolMode)
            options.Reasoning = null;
        // The SDK takes any tool where a certain one is demanded.
        var named = (options.ToolMode as RequiredChatToolMode)?.RequiredFunctionName;
        if (request.Fields.Count == 0 && named is null)
            return options;

        options.RawRepresentationFactory = _ =>
        {
            var start = new MessageCreateParams
            {
                MaxTokens = options.MaxOutputTokens ?? mostTokens,
                Messages = [],
                Model = options.ModelId!,
            };
            if (named is not null)
                start = start with { ToolChoice = new ToolChoiceTool(named) { DisableParallelToolUse = !options.AllowMultipleToolCalls } };
            var body = start.RawBodyData.ToDictionary(field => field.Key, field => field.Value, StringComparer.Ordinal);
            foreach (var (name, value) in request.Fields)
                body[name] = value;
            return MessageCreateParams.FromRawUnchecked(start.RawHeaderData, start.RawQueryData, body);
        };
        return options;
    }

    private static void Mark(List<ChatMessage> messages, int at)
    {
        if (at < 0)
            return;
        var marked = Copy(messages[at], messages[at].Role);
        var last = marked.Contents.ToList().FindLastIndex(content => content is TextContent);
        marked.Contents[last] = new TextContent(((TextContent)marked.Contents[last]).Text).WithCacheControl(new CacheControlEphemeral());
        messages[at] = marked;
    }

    /// <summary>The message with the marks that its texts carry.</summary>
    private static ChatMessage Planned(ChatMessage message) =>
        message.Contents.All(content => CacheMark.Of(content) is null)
            ? message
            : new(message.Role, [.. message.Contents.Select(content => content is TextContent text && CacheMark.Of(text) is { } mark
                ? new TextContent(text.Text).WithCacheControl(Ephemeral(mark.Lifetime))
                : content)]);

    /// <summary>The mark behind the tools; <see langword="null"/> for none.</summary>
    private static CacheControlEphemeral? ToolsMark(CallExtras? extras) => extras switch
    {
        { CachePlan: { } plan } => plan.Markers.FirstOrDefault(marker => marker.Place == OutlinePlace.Tools) is { } marker ? Ephemeral(marker.Lifetime) : null,
        { CacheControl: true } => new CacheControlEphemeral(),
        _ => null,
    };

    private static CacheControlEphemeral Ephemeral(string? lifetime) => lifetime switch
    {
        null => new CacheControlEphemeral(),
        "1h" => new CacheControlEphemeral { Ttl = Ttl.Ttl1h },
        _ => new CacheControlEphemeral { Ttl = Ttl.Ttl5m },
    };

    private static AITool Marked(AIFunctionDeclaration function, CacheControlEphemeral mark)
    {
        var schema = function.JsonSchema.ValueKind == JsonValueKind.Object
            ? function.JsonSchema.EnumerateObject().ToDictionary(field => field.Name, field => field.Value, StringComparer.Ordinal)
            : [];
        ToolUnion tool = new Tool
        {
            Name = function.Name,
            Description = function.Description,
            InputSchema = InputSchema.FromRawUnchecked(schema),
            CacheControl = mark,
        };
        return tool.AsAITool();
    }

    private static ChatMessage Copy(ChatMessage message, ChatRole role) => new(role, [.. message.Contents]);
}
