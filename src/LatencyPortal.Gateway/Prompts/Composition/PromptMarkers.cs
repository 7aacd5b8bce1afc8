using System.Text.Json;
using LatencyPortal.Gateway.Prompts.Families;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Prompts.Composition;

/// <summary>
/// Tells a provider's cache, in its own words, where what stays the same ends: behind the system text, which other conversations share, and
/// with the last message, which the next turn begins with. What each family wants is said by its <see cref="ModelFamily.Markers"/>.
/// </summary>
public static class PromptMarkers
{
    private static readonly CacheMark Breakpoint = new("prompt_cache_breakpoint", """{"mode":"explicit"}""");
    private static readonly CacheMark Ephemeral = new("cache_control", """{"type":"ephemeral"}""");

    /// <summary>The messages with the marks that the family's servers read in them.</summary>
    public static IReadOnlyList<ChatMessage> Place(IReadOnlyList<ChatMessage> messages, ModelFamily? family)
    {
        ArgumentNullException.ThrowIfNull(messages);
        // Anthropic's own API and Bedrock get their marks from the options, see below.
        var mark = family?.Markers switch
        {
            { } markers when markers.Contains(Breakpoint.Field) => Breakpoint,
            { } markers when markers.Contains(Ephemeral.Field) && family.Id == "openrouter" => Ephemeral,
            _ => null,
        };
        if (mark is null || messages is not [{ Role.Value: "system", Contents: [TextContent text] } system, ..])
            return messages;
        return [new ChatMessage(system.Role, [mark.On(text)]), .. messages.Skip(1)];
    }

    /// <summary>The wishes of a call with those that tell the cache where the prompt belongs; what the caller says itself stays.</summary>
    /// <param name="extras">The wishes.</param>
    /// <param name="family">Family of the model.</param>
    /// <param name="template">Name and version of the template: requests with the same one begin alike and belong to the same server.</param>
    public static CallExtras Address(CallExtras extras, ModelFamily? family, string template)
    {
        ArgumentNullException.ThrowIfNull(extras);
        extras = extras with { CacheControl = true };
        if (family?.Markers.Contains("prompt_cache_key") != true || extras.EndpointFields.ContainsKey("prompt_cache_key"))
            return extras;
        return extras with
        {
            EndpointFields = new Dictionary<string, JsonElement>(extras.EndpointFields, StringComparer.Ordinal) { ["prompt_cache_key"] = JsonSerializer.SerializeToElement(template) },
        };
    }
}
