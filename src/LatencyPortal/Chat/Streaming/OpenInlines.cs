using System.Text;
using System.Text.RegularExpressions;

namespace LatencyPortal.Chat.Streaming;

/// <summary>Emphasis and brackets that are open at a place in an unfinished text, and what the text looks like when it is cut there.</summary>
/// <param name="text">The text.</param>
internal sealed partial class OpenInlines(string text)
{
    /// <summary>The text of a link is not longer; a bracket that is open for longer is shown.</summary>
    private const int LongestLink = 1000;

    private readonly Stack<(char Marker, int Length, int End)> _emphasis = new();
    private readonly List<(int At, int Length)> _brackets = [];

    /// <summary>A mark of a link or an image that is not shown while it is open.</summary>
    public void Open(int at, int length) => _brackets.Add((at, length));

    /// <summary>A bracket closes.</summary>
    /// <param name="at">Where it stands.</param>
    /// <returns>Where the text goes on; <see cref="LinkTarget.IsOpen"/> when more text decides what it is.</returns>
    public int Close(int at)
    {
        if (_brackets.Count == 0)
            return at + 1;
        var end = LinkTarget.Read(text, at + 1);
        if (end == LinkTarget.IsOpen)
            return end;
        var (start, length) = _brackets[^1];
        _brackets.RemoveAt(_brackets.Count - 1);
        if (end == LinkTarget.IsNone)
            return at + 1;
        // There are no links in links, and emphasis does not reach out of one.
        if (length == 1)
            _brackets.RemoveAll(bracket => bracket.Length == 1);
        while (_emphasis.TryPeek(out var inside) && inside.End > start)
            _emphasis.Pop();
        return end;
    }

    /// <summary>Closes and opens emphasis as a run of marks asks for.</summary>
    public void Take(int at, int length)
    {
        var marker = text[at];
        var before = at == 0 ? ' ' : text[at - 1];
        var end = at + length;
        var after = text[end];
        if (!char.IsWhiteSpace(before) && (marker != '_' || !char.IsLetterOrDigit(after)))
        {
            while (length > 0 && _emphasis.TryPeek(out var top) && top.Marker == marker)
            {
                _emphasis.Pop();
                var used = Math.Min(top.Length, length);
                length -= used;
                if (top.Length > used)
                    _emphasis.Push((marker, top.Length - used, top.End));
            }
        }

        if (length > 0 && !char.IsWhiteSpace(after) && (!char.IsLetterOrDigit(before) || (marker == '*' && length == 2 && char.IsLetter(before) && char.IsLetter(after))))
            _emphasis.Push((marker, length, end));
    }

    /// <summary>The text up to a place, with everything closed that is open there.</summary>
    /// <param name="end">The place.</param>
    /// <param name="code">Closed code that follows.</param>
    public string Cut(int end, string code = "")
    {
        while (true)
        {
            // A marker with nothing in it yet is not shown: closed at once it could be read as a rule or as a fence.
            while (code.Length == 0 && _emphasis.TryPeek(out var last) && (last.End > end || Visible(last.End, end).AsSpan().IsWhiteSpace()))
            {
                end = Math.Min(end, last.End - last.Length);
                _emphasis.Pop();
            }

            _brackets.RemoveAll(bracket => bracket.At >= end || text.Length - bracket.At > LongestLink);
            if (Misread(end, code) is not { } front)
                break;
            (end, code) = (front, "");
        }

        var healed = Visible(0, end) + code;
        if (_emphasis.Count == 0)
            return healed;
        // Markers close nothing behind a space.
        var closed = new StringBuilder(healed.TrimEnd());
        foreach (var (marker, length, _) in _emphasis)
            closed.Append(marker, length);
        return closed.ToString();
    }

    /// <summary>
    /// Without its bracket the text of a link at the front of a line could be read as an item, a heading or a quote. Then it keeps it, or,
    /// while only so much is there that one more character may make something else of it, it is held back.
    /// </summary>
    /// <returns>Where to cut; null when nothing is held back.</returns>
    private int? Misread(int end, string code)
    {
        for (var i = 0; i < _brackets.Count;)
        {
            var front = _brackets[i].At;
            var line = front == 0 ? 0 : text.LastIndexOf('\n', front - 1) + 1;
            if (!text.AsSpan(line..front).Trim(" \t>").IsEmpty)
            {
                i++;
                continue;
            }

            var next = text.IndexOf('\n', front) is >= 0 and var at && at < end ? at : end;
            var shown = Visible(front, next) + (next == end ? code : "");
            if (next == end && Undecided().IsMatch(shown))
                return front;
            if (BlockMark().IsMatch(shown))
                _brackets.RemoveAll(bracket => bracket.At >= front && bracket.At < next);
            else
                i++;
        }

        return null;
    }

    private string Visible(int from, int to)
    {
        if (!_brackets.Any(bracket => bracket.At >= from && bracket.At < to))
            return text[from..to];
        var shown = new StringBuilder();
        foreach (var (at, length) in _brackets.Where(bracket => bracket.At >= from && bracket.At < to))
        {
            shown.Append(text, from, at - from);
            from = Math.Min(to, at + length);
        }

        return shown.Append(text, from, to - from).ToString();
    }

    [GeneratedRegex(@"^([-+*_=#>|:~`]{1,3}|\d{1,9}[.)]?)?\z")]
    private static partial Regex Undecided();

    [GeneratedRegex(@"^(\s|[>|:=]|[-+*#]+(\s|\z)|\d{1,9}[.)](\s|\z)|```|~~~|---|___|\*\*\*)")]
    private static partial Regex BlockMark();
}
