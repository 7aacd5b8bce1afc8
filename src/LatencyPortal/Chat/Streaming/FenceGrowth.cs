using System.Text;
using LatencyPortal.Controls.Markdown;
using Markdig.Syntax;

namespace LatencyPortal.Chat.Streaming;

/// <summary>Code between fences is not parsed at all: its characters are appended, until a line closes it.</summary>
internal sealed class FenceGrowth
{
    private readonly GrowingElement _code;
    private readonly char _fence;
    private readonly int _count;
    private readonly int _indent;
    private int _line;
    private int _shown;

    /// <param name="block">The open block.</param>
    /// <param name="firstLine">Where the line behind the opening fence begins.</param>
    public FenceGrowth(FencedCodeBlock block, int firstLine)
    {
        var (element, text) = DomBuilder.EmptyCode(block.Info);
        (Block, _code) = (element, new GrowingElement(text, 3));
        (_fence, _count, _indent, _line) = (block.FencedChar, block.OpeningFencedCharCount, block.IndentCount, firstLine);
    }

    public DomElement Block { get; }

    /// <summary>Shows what there is of the text up to a place.</summary>
    /// <returns>Where the text goes on behind the closing fence; -1 while it is open.</returns>
    public int Read(TextBuffer text, BatchWriter batch)
    {
        var code = new StringBuilder();
        var closed = -1;
        while (_line < text.LineEnd && closed < 0)
        {
            var next = _line + text.Slice(_line, text.LineEnd).IndexOf('\n') + 1;
            var line = text.Slice(_line, next).TrimEnd("\r\n");
            if (IsClosing(line))
                closed = next;
            else
                TakeLine(code, line, next);
        }

        // A half-written fence is not code, and a carriage return may be half of a line's end.
        if (closed < 0 && _line < text.WholeLength && text.Slice(_line, text.WholeLength).TrimEnd('\r') is var part && !MayClose(part))
            Take(code, part);

        if (code.Length > 0)
            _code.Append(code.ToString(), batch);
        return closed;
    }

    /// <summary>The block with all its code; the text ends here.</summary>
    public void Finish(TextBuffer text, BatchWriter batch)
    {
        var code = new StringBuilder();
        if (_line < text.Length && text.Slice(_line, text.Length).TrimEnd('\r') is var line && !IsClosing(line))
            TakeLine(code, line, text.Length);

        if (code.Length > 0)
            _code.Append(code.ToString(), batch);
        _code.Finish();
    }

    /// <summary>The block is closed: its element gets its text.</summary>
    public void Finish() => _code.Finish();

    private void TakeLine(StringBuilder code, ReadOnlySpan<char> line, int next)
    {
        Take(code, line);
        code.Append('\n');
        (_line, _shown) = (next, 0);
    }

    /// <summary>Takes what is not shown yet of a line, without the indentation of the fence.</summary>
    private void Take(StringBuilder code, ReadOnlySpan<char> line)
    {
        var spaces = line.Length - line.TrimStart(' ').Length;
        // A tab reaches to the next column of four: what is left of it behind the indentation stays, as spaces.
        var content = spaces < _indent && spaces < line.Length && line[spaces] == '\t'
            ? string.Concat(new string(' ', 4 - _indent), line[(spaces + 1)..])
            : line[Math.Min(spaces, _indent)..];
        code.Append(content[Math.Min(_shown, content.Length)..]);
        _shown = Math.Max(_shown, content.Length);
    }

    private bool IsClosing(ReadOnlySpan<char> line)
    {
        var content = line.TrimStart(' ');
        var marks = content.Length - content.TrimStart(_fence).Length;
        return line.Length - content.Length <= 3 && marks >= _count && content[marks..].IsWhiteSpace();
    }

    private bool MayClose(ReadOnlySpan<char> part)
    {
        var content = part.TrimStart(' ');
        return _shown == 0 && part.Length - content.Length <= 3 && content.TrimStart(_fence).IsWhiteSpace();
    }
}
