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
    public bool Take(MarkdownDocument document, int from, int to)
    {
        var before = _source.Length;
        foreach (var definition in document.Descendants<LinkReferenceDefinition>())
        {
            if (definition.Span.Start >= from && definition.Span.End < to)
                Write(definition);
        }

        if (_source.Length > before)
            Prefix = _source.ToString();
        return _source.Length > before;
    }

    /// <summary>The span of a definition may reach too far, and in a quote or a list it has their markers in it: what was read of it is written anew.</summary>
    private void Write(LinkReferenceDefinition definition)
    {
        Escape('[', definition.Label?.Replace('\n', ' '), ']').Append(": ");
        Escape('<', definition.Url, '>');
        if (!string.IsNullOrEmpty(definition.Title))
            Escape('"', definition.Title, '"', " ");
        _source.Append("\n\n");
    }

    private StringBuilder Escape(char open, string? text, char close, string before = "")
    {
        _source.Append(before).Append(open);
        foreach (var c in text ?? "")
        {
            if (char.IsControl(c))
                _source.Append($"&#{(int)c};");
            else if (c is '\\' or '&' || c == open || c == close)
                _source.Append('\\').Append(c);
            else
                _source.Append(c);
        }

        return _source.Append(close);
    }
}
