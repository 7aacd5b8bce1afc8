using System.Text;
using Markdig.Syntax;

namespace LatencyPortal.Chat.Streaming;

/// <summary>The link definitions of blocks that have settled; blocks to come are parsed behind them, so that they know them.</summary>
internal sealed class LinkDefinitions
{
    private readonly StringBuilder _source = new();

    /// <summary>To be put before a text that may use them, and be taken away from what comes out of the parser.</summary>
    public string Prefix { get; private set; } = "";

    /// <summary>Takes the definitions in a part of a parsed text; the first of a name counts.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Take(MarkdownDocument document, string parsed, int from, int to)
    {
        var before = _source.Length;
        foreach (var definition in document.Descendants<LinkReferenceDefinition>())
        {
            if (definition.Span.Start >= from && definition.Span.End < to)
                _source.Append(parsed, definition.Span.Start, definition.Span.Length).Append("\n\n");
        }

        if (_source.Length > before)
            Prefix = _source.ToString();
        return _source.Length > before;
    }
}
