using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway;

/// <summary>
/// The words of a model that declines, where a provider tells them apart from an answer. They are text, so that whoever
/// reads an answer sees them; a mark lets an API put them into their own field.
/// </summary>
public static class RefusalText
{
    private const string Mark = "refusal";

    /// <summary>Words of a refusal.</summary>
    public static TextContent Of(string? words) => new(words) { AdditionalProperties = new AdditionalPropertiesDictionary { [Mark] = true } };

    /// <summary>Whether a text is part of a refusal.</summary>
    public static bool Is(TextContent text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.AdditionalProperties?.TryGetValue(Mark, out var mark) == true && mark is true;
    }
}
