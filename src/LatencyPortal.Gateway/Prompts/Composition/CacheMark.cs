using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Prompts.Composition;

/// <summary>A field that a text of a prompt carries so that the provider's cache ends an entry behind it.</summary>
/// <param name="Field">Its name in the provider's format.</param>
/// <param name="Json">Its value.</param>
/// <param name="Lifetime">The provider's word for how long the entry is kept, such as <c>1h</c>; <see langword="null"/> leaves it to the provider.</param>
internal sealed record CacheMark(string Field, string Json, string? Lifetime = null)
{
    private const string Key = "latencyportal.cache_mark";

    /// <summary>The same text with the mark.</summary>
    public TextContent On(TextContent text) => new(text.Text) { AdditionalProperties = new AdditionalPropertiesDictionary { [Key] = this } };

    /// <summary>The mark of a text; <see langword="null"/> for none.</summary>
    public static CacheMark? Of(AIContent content) => content.AdditionalProperties?.TryGetValue(Key, out CacheMark? mark) == true ? mark : null;
}
