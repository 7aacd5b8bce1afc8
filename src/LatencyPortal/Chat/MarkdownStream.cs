using System.Text;
using LatencyPortal.Controls;

namespace LatencyPortal.Chat;

/// <summary>
/// Turns text that is still arriving into block operations. Blocks before the last one settle when a line has ended, and
/// never change again; only the tail is parsed and sent anew. The one exception is a link definition that comes after its
/// use: then the whole is drawn once more at the end.
/// </summary>
internal sealed class MarkdownStream
{
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _settledHtml = new();
    private int _tailStart;
    private int _settled;

    /// <summary>The whole text so far.</summary>
    public string Text => _text.ToString();

    public void Append(string text) => _text.Append(text);

    /// <summary>What changed since the last call: newly settled blocks, then the tail.</summary>
    public List<MarkdownOperation> Flush()
    {
        var operations = new List<MarkdownOperation>();
        Settle(operations);
        var tail = _text.ToString(_tailStart, _text.Length - _tailStart);
        operations.Add(new MarkdownOperation(MarkdownOperation.Tail, _settled, SafeMarkdown.ToHtml(TailHealer.Heal(tail))));
        return operations;
    }

    /// <summary>Everything so far as one operation, for a reader that has lost its place.</summary>
    public MarkdownOperation Whole() => new(MarkdownOperation.All, 0, SafeMarkdown.ToHtml(Text));

    /// <summary>The last operations: the tail as it is, or everything if blocks depend on each other.</summary>
    public List<MarkdownOperation> Complete()
    {
        var operations = new List<MarkdownOperation>();
        Settle(operations);
        var tail = SafeMarkdown.ToHtml(_text.ToString(_tailStart, _text.Length - _tailStart));
        var whole = SafeMarkdown.ToHtml(Text);
        return Same(whole, _settledHtml + tail)
            ? [.. operations, new MarkdownOperation(MarkdownOperation.Tail, _settled, tail)]
            : [new MarkdownOperation(MarkdownOperation.All, 0, whole)];
    }

    private void Settle(List<MarkdownOperation> operations)
    {
        var lastLine = LastLineStart();
        if (lastLine <= _tailStart)
            return;
        var lines = _text.ToString(_tailStart, lastLine - _tailStart);
        var document = SafeMarkdown.Parse(lines);
        if (document.Count < 2)
            return;
        var next = LineStart(lines, document[^1].Span.Start);
        if (next == 0)
            return;
        var html = SafeMarkdown.ToHtml(lines[..next]);
        operations.Add(new MarkdownOperation(MarkdownOperation.Settle, _settled, html));
        _settledHtml.Append(html);
        _settled++;
        _tailStart += next;
    }

    private int LastLineStart()
    {
        for (var i = _text.Length - 1; i >= _tailStart; i--)
        {
            if (_text[i] == '\n')
                return i + 1;
        }

        return _tailStart;
    }

    private static int LineStart(string text, int at) => at == 0 ? 0 : text.LastIndexOf('\n', at - 1) + 1;

    /// <summary>White space between blocks is not part of what is shown.</summary>
    private static bool Same(string a, string b) => a.ReplaceLineEndings("\n").Replace("\n\n", "\n", StringComparison.Ordinal).Trim()
        == b.ReplaceLineEndings("\n").Replace("\n\n", "\n", StringComparison.Ordinal).Trim();
}
