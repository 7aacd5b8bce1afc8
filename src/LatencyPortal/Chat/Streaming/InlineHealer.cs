using System.Buffers;
using LatencyPortal.Controls.Markdown;

namespace LatencyPortal.Chat.Streaming;

/// <summary>
/// Closes code and emphasis that the last line of unfinished text has left open, shows links as their text until their address is whole, and
/// holds back what one more character may make something else of.
/// </summary>
internal static class InlineHealer
{
    /// <summary>No name of an entity is longer (HTML, named character references).</summary>
    private const int LongestEntity = 32;

    private static readonly SearchValues<char> LettersAndDigits = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

    public static string Heal(string text)
    {
        var open = new OpenInlines(text);
        for (var at = 0; at < text.Length;)
        {
            var marker = text[at];
            var length = Run(text, at);
            switch (marker)
            {
                case '\\' or '$' when MathDelimiters.TryRead(text.AsSpan(at), inTable: false, out var math) && (math.IsDisplay || marker == '\\' || at + math.Length < text.Length):
                    at += math.Length;
                    break;
                case '\\' or '$' when at + 1 == text.Length || MathDelimiters.MayBecome(text.AsSpan(at)):
                    return open.Cut(at); // a formula appears when it is whole
                case '\\':
                    at += 2;
                    break;
                case '`' when CodeEnd(text, at + length, length) is >= 0 and var end:
                    at = end;
                    break;
                case '`':
                    return CutInCode(text, at, length, open);
                case '<':
                    var state = HalfAutolink.Read(text, at, out var next);
                    if (state == HalfState.Held)
                        return open.Cut(at);
                    if (state == HalfState.Shown)
                    {
                        open.Open(at, 1);
                        return open.Cut(text.Length);
                    }

                    at = next;
                    break;
                case '&' when IsHalfEntity(text.AsSpan(at + 1)):
                    return open.Cut(at);
                case '!' when at + 1 == text.Length && (at == 0 || char.IsWhiteSpace(text[at - 1]) || text[at - 1] is '[' or '('):
                    return open.Cut(at); // an image may follow
                case '!' when at + 1 < text.Length && text[at + 1] == '[':
                    open.Open(at, 2);
                    at += 2;
                    break;
                case '[':
                    open.Open(at, 1);
                    at++;
                    break;
                case ']':
                    var behind = open.Close(at);
                    if (behind == LinkTarget.IsOpen)
                        return open.Cut(at);
                    at = behind;
                    break;
                case '_' or '~' when at + length < text.Length && IsInAddress(text, at):
                    at += length;
                    break;
                case '*' or '_' or '~' when at + length == text.Length && (marker != '~' || length <= 2):
                    return open.Cut(at); // half a marker, or one with nothing in it yet
                case '*' or '_':
                case '~' when length == 2:
                    open.Take(at, length);
                    at += length;
                    break;
                default:
                    at += marker is '!' ? 1 : length;
                    break;
            }
        }

        return open.Cut(text.Length);
    }

    private static string CutInCode(string text, int at, int length, OpenInlines open)
    {
        // A closing run that is still shorter than the opening one is on its way.
        // Behind a line's end the closing one could be read as a fence, or as code of its own.
        var content = text[(at + length)..].TrimEnd('`', ' ', '\t', '\n');
        var marks = text.Substring(at, length);
        return content.AsSpan().IsWhiteSpace() ? open.Cut(at) : open.Cut(at, $"{marks}{content}{marks}");
    }

    private static bool IsHalfEntity(ReadOnlySpan<char> name)
    {
        if (name is ['#', ..])
            name = name[1..];
        return name.Length <= LongestEntity && !name.ContainsAnyExcept(LettersAndDigits);
    }

    /// <summary>Underscores and tildes of a bare address are its own.</summary>
    private static bool IsInAddress(string text, int at)
    {
        var word = text.AsSpan(0, at);
        word = word[(word.LastIndexOfAny(" \t\n*(") + 1)..];
        return word.StartsWith("https://", StringComparison.Ordinal) || word.StartsWith("http://", StringComparison.Ordinal) || word.StartsWith("www.", StringComparison.Ordinal);
    }

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
}
