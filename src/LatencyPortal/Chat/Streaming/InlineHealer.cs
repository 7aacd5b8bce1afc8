using System.Text;
using System.Text.RegularExpressions;
using LatencyPortal.Controls.Markdown;

namespace LatencyPortal.Chat.Streaming;

/// <summary>Closes code, emphasis and links that the last line of unfinished text has left open.</summary>
internal static partial class InlineHealer
{
    public static string Heal(string text)
    {
        var open = new Stack<(char Marker, int Length, int End)>();
        for (var at = 0; at < text.Length;)
        {
            var marker = text[at];
            var length = Run(text, at);
            if (marker is '\\' or '$' && MathDelimiters.TryRead(text.AsSpan(at), inTable: false, out var math))
            {
                at += math.Length;
            }
            else if (marker is '\\' or '$' && (at + 1 == text.Length || MathDelimiters.MayBecome(text.AsSpan(at))))
            {
                return Close(text[..at], open); // a formula appears when it is whole
            }
            else if (marker == '\\')
            {
                at += 2;
            }
            else if (marker == '`')
            {
                var end = CodeEnd(text, at + length, length);
                if (end < 0)
                    return CloseCode(text, at, length, open);
                at = end;
            }
            else
            {
                if (marker is '*' or '_' || (marker == '~' && length == 2))
                {
                    if (at + length == text.Length)
                        return Close(text[..at], open); // half a marker, or one with nothing in it yet
                    Take(text, at, length, open);
                }

                at += length;
            }
        }

        return Close(text, open);
    }

    /// <summary>Closes and opens emphasis as the run at this place asks for.</summary>
    private static void Take(string text, int at, int length, Stack<(char Marker, int Length, int End)> open)
    {
        var marker = text[at];
        var before = at == 0 ? ' ' : text[at - 1];
        var end = at + length;
        var after = text[end];
        if (!char.IsWhiteSpace(before) && (marker != '_' || !char.IsLetterOrDigit(after)))
        {
            while (length > 0 && open.TryPeek(out var top) && top.Marker == marker)
            {
                open.Pop();
                var used = Math.Min(top.Length, length);
                length -= used;
                if (top.Length > used)
                    open.Push((marker, top.Length - used, top.End));
            }
        }

        if (length > 0 && !char.IsWhiteSpace(after) && !char.IsLetterOrDigit(before))
            open.Push((marker, length, end));
    }

    private static string CloseCode(string text, int at, int length, Stack<(char Marker, int Length, int End)> open)
    {
        var code = text[(at + length)..];
        // A closing run that is still shorter than the opening one is on its way.
        // Behind a line's end the closing one could be read as a fence, or as code of its own.
        var content = code.TrimEnd('`', ' ', '\t', '\n');
        return content.Trim().Length == 0
            ? Close(text[..at], open)
            : Close($"{text[..at]}{new string('`', length)}{content}{new string('`', length)}", open, isCode: true);
    }

    private static string Close(string text, Stack<(char Marker, int Length, int End)> open, bool isCode = false)
    {
        // A marker with nothing in it yet is not shown: closed at once it could be read as a rule or as a fence.
        while (!isCode && open.TryPeek(out var last) && OpenLink().Replace(text[last.End..], "$1").AsSpan().IsWhiteSpace())
        {
            text = text[..(last.End - last.Length)];
            open.Pop();
        }

        // A link shows its text until its address is whole.
        var healed = isCode ? text : OpenLink().Replace(text, link => BeginsLine(text, link) ? link.Value : link.Groups[1].Value);
        if (open.Count == 0)
            return healed;
        // Markers close nothing behind a space.
        var closed = new StringBuilder(healed.TrimEnd());
        foreach (var (marker, length, _) in open)
            closed.Append(marker, length);
        return closed.ToString();
    }

    /// <summary>Without its bracket the text of a link at the front of a line could be read as an item, a heading or a quote.</summary>
    private static bool BeginsLine(string text, Match link) =>
        link.Groups[1].Value is not [>= 'A', ..] && text.AsSpan(0, link.Index).TrimEnd(" \t") is [] or [.., '\n'];

    private static int Run(string text, int at)
    {
        var end = at + 1;
        while (end < text.Length && text[end] == text[at])
            end++;
        return end - at;
    }

    private static int CodeEnd(string text, int at, int length)
    {
        while ((at = text.IndexOf('`', at)) >= 0)
        {
            var run = Run(text, at);
            at += run;
            if (run == length)
                return at;
        }

        return -1;
    }

    [GeneratedRegex(@"!?\[([^\[\]]*)(\](\([^()\s]*)?)?$")]
    private static partial Regex OpenLink();
}
