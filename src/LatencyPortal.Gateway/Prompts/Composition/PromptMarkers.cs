using System.Collections.Immutable;
using System.Text.Json;
using LatencyPortal.Gateway.Prompts.Families;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Prompts.Composition;

/// <summary>
/// Tells a provider's cache, in its own words, where what stays the same ends: where a plan says so, and without one behind the system text,
/// which other conversations share, and with the last message, which the next turn begins with. What each family wants is said by its
/// <see cref="ModelFamily.Markers"/>.
/// </summary>
public static class PromptMarkers
{
    private const string Breakpoint = "prompt_cache_breakpoint";
    private const string CacheControl = "cache_control";
    private const string CachePoint = "cachePoint";
    private const string Retention = "prompt_cache_retention";
    private const string Options = "prompt_cache_options";
    private const string Key = "prompt_cache_key";

    /// <summary>The lifetimes that a request as a whole can ask for at a family's provider, in the provider's words; empty for none.</summary>
    public static IReadOnlyList<CacheLifetime> LifetimesOfRequests(ModelFamily family)
    {
        ArgumentNullException.ThrowIfNull(family);
        return family.Markers.Contains(Retention) ? family.Lifetimes : HasNamedCaches(family) ? NamedCacheLifetimes : [];
    }

    /// <summary>Whether the family's provider keeps named caches, which cost by the hour.</summary>
    public static bool HasNamedCaches(ModelFamily family)
    {
        ArgumentNullException.ThrowIfNull(family);
        return family.Id.StartsWith("gemini", StringComparison.Ordinal);
    }

    /// <summary>The messages with the marks that the family's servers read in them.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="family">Family of the model; <see langword="null"/> when nobody knows its rule.</param>
    /// <param name="plan">Where to mark; <see langword="null"/> for the portal's own way.</param>
    public static IReadOnlyList<ChatMessage> Place(ComposedPrompt prompt, ModelFamily? family, CachePlan? plan)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        if (family is null)
            return prompt.Messages;
        return plan is { ChoosesPlaces: true } ? Planned(prompt, family, plan) : ByDefault(prompt.Messages, family);
    }

    /// <summary>The wishes of a call with those that tell the cache where the prompt belongs; what the caller says itself stays.</summary>
    /// <param name="extras">The wishes.</param>
    /// <param name="family">Family of the model.</param>
    /// <param name="template">Name and version of the template: requests with the same one begin alike and belong to the same server.</param>
    /// <param name="plan">How prompts are marked; <see langword="null"/> for the portal's own way.</param>
    public static CallExtras Address(CallExtras extras, ModelFamily? family, string template, CachePlan? plan)
    {
        ArgumentNullException.ThrowIfNull(extras);
        var planned = plan is { ChoosesPlaces: true };
        extras = extras with { CacheControl = !planned, CachePlan = planned ? plan : null };
        if (family is null)
            return extras;
        if (HasNamedCaches(family) && NamedCacheLifetimes.FirstOrDefault(lifetime => lifetime.Name == plan?.Lifetime) is { Seconds: { } seconds })
            extras = extras with { NamedCache = TimeSpan.FromSeconds(seconds) };
        var fields = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if (family.Markers.Contains(Key))
            fields[Key] = JsonSerializer.SerializeToElement(template);
        if (family.Markers.Contains(Retention) && plan?.Lifetime is { } retention)
            fields[Retention] = JsonSerializer.SerializeToElement(retention);
        // Without the provider's own breakpoint nothing but the marked places is kept.
        if (family.AutomaticBreakpoint && family.Markers.Contains(Options) && plan is { ChoosesPlaces: true, AutomaticBreakpoint: false })
            fields[Options] = JsonSerializer.SerializeToElement(new { mode = "explicit" });
        foreach (var (name, value) in extras.EndpointFields)
            fields[name] = value;
        return fields.Count == extras.EndpointFields.Count ? extras : extras with { EndpointFields = fields.ToImmutableDictionary(StringComparer.Ordinal) };
    }

    private static IReadOnlyList<CacheLifetime> NamedCacheLifetimes { get; } =
    [
        new() { Name = "5m", Seconds = 300 },
        new() { Name = "1h", Seconds = 3_600 },
        new() { Name = "6h", Seconds = 21_600 },
        new() { Name = "24h", Seconds = 86_400 },
    ];

    private static IReadOnlyList<ChatMessage> ByDefault(IReadOnlyList<ChatMessage> messages, ModelFamily family)
    {
        // Anthropic's and Bedrock's own APIs get their marks from the options, see Address.
        if (family.Id != "openrouter" && !family.Markers.Contains(Breakpoint))
            return messages;
        if (Mark(family, null) is not { } mark || messages is not [{ Role.Value: "system", Contents: [TextContent text] } system, ..])
            return messages;
        return [new ChatMessage(system.Role, [mark.On(text)]), .. messages.Skip(1)];
    }

    private static List<ChatMessage> Planned(ComposedPrompt prompt, ModelFamily family, CachePlan plan)
    {
        List<ChatMessage> messages = [.. prompt.Messages];
        foreach (var places in PlannedPlaces.Of(prompt, plan).Where(place => place.Message >= 0).GroupBy(place => place.Message))
            messages[places.Key] = Marked(messages[places.Key], [.. places], family);
        return messages;
    }

    /// <summary>The message with its text cut behind each place, for a mark ends a content block.</summary>
    private static ChatMessage Marked(ChatMessage message, List<PlannedPlace> places, ModelFamily family)
    {
        var (contents, at, next) = (new List<AIContent>(), 0, 0);
        foreach (var content in message.Contents)
        {
            if (content is not TextContent { Text: { Length: > 0 } text })
            {
                contents.Add(content);
                continue;
            }

            var from = 0;
            for (; next < places.Count && places[next].End <= at + text.Length; next++)
            {
                var to = places[next].End - at;
                if (to > from && Mark(family, places[next].Lifetime) is { } mark)
                {
                    contents.Add(mark.On(new TextContent(text[from..to])));
                    from = to;
                }
            }

            if (from < text.Length)
                contents.Add(from == 0 ? content : new TextContent(text[from..]));
            at += text.Length;
        }

        return new ChatMessage(message.Role, contents) { AuthorName = message.AuthorName, RawRepresentation = message.RawRepresentation };
    }

    /// <summary>What the family's servers read as a mark; <see langword="null"/> when they know none.</summary>
    private static CacheMark? Mark(ModelFamily family, string? lifetime)
    {
        if (family.Markers.Contains(Breakpoint))
            return new CacheMark(Breakpoint, """{"mode":"explicit"}""", lifetime);
        // A server between the portal and Bedrock that speaks Chat Completions knows Anthropic's word.
        if (family.Markers.Contains(CacheControl) || family.Markers.Contains(CachePoint))
            return new CacheMark(CacheControl, lifetime is null ? """{"type":"ephemeral"}""" : $$"""{"type":"ephemeral","ttl":{{JsonSerializer.Serialize(lifetime)}}}""", lifetime);
        return null;
    }
}
