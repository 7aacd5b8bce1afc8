using LatencyPortal.Controls.Markdown;
using Markdig.Syntax;

namespace LatencyPortal.Chat.Anatomy;

/// <summary>
/// Where the characters of a Markdown text stand in what a reader sees: the text nodes of the rendered answer, one after another.
/// It is found block by block, so that whatever is misjudged in one of them does not move the marks of the next.
/// </summary>
internal sealed class TextAlignment
{
    private readonly List<int> _places = [];

    private TextAlignment()
    {
    }

    /// <summary>Visible UTF-16 characters.</summary>
    public int Length => _places.Count;

    /// <summary>Aligns a text with what the portal makes of it.</summary>
    public static TextAlignment Of(string markdown)
    {
        var alignment = new TextAlignment();
        var runs = new List<VisibleRun>();
        var document = SafeMarkdown.Parse(markdown);
        var from = 0;
        for (var i = 0; i < document.Count; i++)
        {
            var body = new DomElement("div");
            DomBuilder.Add(document[i], body);
            runs.Clear();
            foreach (var node in body.Children)
                VisibleRun.AddTo(runs, node);
            if (runs.Count == 0)
                continue;
            from = Math.Clamp(document[i].Span.Start, from, markdown.Length);
            var to = i + 1 < document.Count && document[i + 1].Span.Start >= from && document[i + 1] is not LinkReferenceDefinitionGroup
                ? document[i + 1].Span.Start : markdown.Length;
            var aligner = new BlockAligner(markdown, from, to);
            foreach (var run in runs)
                aligner.Take(run, alignment._places);
        }

        return alignment;
    }

    /// <summary>The first visible character that stands at this place of the text or after it; <see cref="Length"/> when there is none.</summary>
    /// <param name="offset">UTF-16 characters from the start of the text.</param>
    public int Find(int offset)
    {
        var (low, high) = (0, _places.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_places[middle] < offset)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
