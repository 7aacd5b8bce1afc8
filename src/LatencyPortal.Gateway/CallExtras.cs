using System.Collections.Immutable;
using System.Text.Json;
using LatencyPortal.Gateway.Prompts.Composition;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway;

/// <summary>
/// What a call may ask of a model beyond <see cref="ChatOptions"/>, carried in
/// <see cref="ChatOptions.AdditionalProperties"/>. Models inside the portal follow the typed properties; endpoints get
/// <see cref="EndpointFields"/>, for each of them knows other names and ranges.
/// </summary>
public sealed record CallExtras
{
    /// <summary>Key in <see cref="ChatOptions.AdditionalProperties"/>.</summary>
    public const string Key = "latencyportal.extras";

    /// <summary>How many of the likeliest tokens are reported with each token, 0 to 20; null reports nothing.</summary>
    public int? TopLogprobs { get; init; }

    /// <summary>What is added to the logits of single tokens, -100 to 100, by token id.</summary>
    public IReadOnlyDictionary<int, double> LogitBias { get; init; } = ImmutableDictionary<int, double>.Empty;

    /// <summary>Draws only from tokens at least this likely, relative to the likeliest one, 0 to 1.</summary>
    public double? MinP { get; init; }

    /// <summary>Above 1 makes every token of prompt and answer less likely to come again.</summary>
    public double? RepetitionPenalty { get; init; }

    /// <summary>
    /// The last message is the beginning of the answer, which goes on behind it. Models inside the portal read on from there to the
    /// token; an endpoint is asked in words, because servers differ in what they make of a last message of the model and do not say.
    /// </summary>
    public bool GoesOn { get; init; }

    /// <summary>
    /// Asks a provider whose cache wants to be told (Anthropic, Bedrock) to keep the tools and the system text of this call for later
    /// ones. Writing costs more than reading, so only who expects the same beginning again asks for it.
    /// </summary>
    public bool CacheControl { get; init; }

    /// <summary>
    /// Where the prompt of this call is marked, in place of <see cref="CacheControl"/>; the texts carry their marks, the tools follow it.
    /// <see langword="null"/> when nobody planned it.
    /// </summary>
    public CachePlan? CachePlan { get; init; }

    /// <summary>
    /// How long a provider with named caches (Gemini) should hold the tools and the system text of this call for later ones;
    /// <see langword="null"/> asks for no such cache. Storage costs by the hour, so only who plans for it asks.
    /// </summary>
    public TimeSpan? NamedCache { get; init; }

    /// <summary>Whether the answer must follow the schema of the response format to the letter; <see langword="null"/> leaves it to the endpoint.</summary>
    public bool? StrictSchema { get; init; }

    /// <summary>Fields of the request to an endpoint, sent as they are.</summary>
    public IReadOnlyDictionary<string, JsonElement> EndpointFields { get; init; } = ImmutableDictionary<string, JsonElement>.Empty;

    /// <summary>Puts the wishes into the options of a call.</summary>
    public ChatOptions Attach(ChatOptions? options = null)
    {
        options ??= new ChatOptions();
        (options.AdditionalProperties ??= [])[Key] = this;
        return options;
    }

    /// <summary>Reads the wishes of a call; <see langword="null"/> when it has none.</summary>
    public static CallExtras? From(ChatOptions? options) =>
        options?.AdditionalProperties?.TryGetValue(Key, out CallExtras? extras) == true ? extras : null;
}
