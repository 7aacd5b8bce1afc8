using LatencyPortal.Controls.Markdown;

namespace LatencyPortal.Chat.CodeColours;

/// <summary>A code block of an answer.</summary>
/// <param name="Ordinal">How many code blocks stand before it in the answer.</param>
/// <param name="Language">The name behind its fence; null where there is none.</param>
/// <param name="Text">The code.</param>
internal sealed record CodeBlockText(int Ordinal, string? Language, string Text)
{
    /// <summary>The code blocks in some nodes, also those in lists and quotes.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="before">Code blocks that stand before them.</param>
    public static List<CodeBlockText> In(IEnumerable<DomNode> nodes, int before)
    {
        var found = new List<CodeBlockText>();
        foreach (var node in nodes.OfType<DomElement>())
            Add(node, false, before, found);
        return found;
    }

    private static void Add(DomElement element, bool isPre, int before, List<CodeBlockText> found)
    {
        if (isPre && element.Tag == "code")
        {
            var language = element.Attributes.FirstOrDefault(attribute => attribute.Name == "data-language").Value;
            found.Add(new CodeBlockText(before + found.Count, language, string.Concat(element.Children.OfType<DomText>().Select(text => text.Text))));
            return;
        }

        foreach (var child in element.Children.OfType<DomElement>())
            Add(child, element.Tag == "pre", before, found);
    }
}
