using System.Text;

namespace LatencyPortal.Controls.Formulas;

/// <summary>Reads a formula from its beginning to its end, each character once.</summary>
/// <param name="text">The formula.</param>
internal sealed class TexReader(string text)
{
    private int _position;
    private int _afterPeeked;
    private TexToken? _peeked;

    /// <summary>The next token without the spaces before it; it stays the next.</summary>
    public TexToken Peek()
    {
        if (_peeked is { } known)
            return known;
        SkipSpaces();
        var (token, end) = Scan(_position);
        (_peeked, _afterPeeked) = (token, end);
        return token;
    }

    public TexToken Next()
    {
        var token = Peek();
        (_position, _peeked) = (_afterPeeked, null);
        return token;
    }

    /// <summary>The next token, spaces included.</summary>
    public TexToken NextInText()
    {
        _peeked = null;
        var (token, end) = Scan(_position);
        _position = end;
        return token;
    }

    /// <summary>Takes that character if it comes next.</summary>
    public bool Take(char character)
    {
        if (!Peek().Is(character))
            return false;
        Next();
        return true;
    }

    /// <summary>From here on there is nothing to read.</summary>
    public void Stop() => (_position, _peeked) = (text.Length, null);

    /// <summary>What stands between the next two braces that belong together, as it is; null without them.</summary>
    public string? RawGroup()
    {
        if (!Take('{'))
            return null;
        var start = _position;
        for (var depth = 1; _position < text.Length; _position++)
        {
            switch (text[_position])
            {
                case '\\':
                    _position++;
                    break;
                case '{':
                    depth++;
                    break;
                case '}' when --depth == 0:
                    return text[start.._position++];
            }
        }

        Stop();
        return null;
    }

    /// <summary>What stands between brackets, if they come next; null without them.</summary>
    public string? RawOption()
    {
        if (!Peek().Is('['))
            return null;
        var end = text.IndexOf(']', _position);
        if (end < 0)
            return null;
        Next();
        var option = text[_position..end];
        _position = end + 1;
        return option;
    }

    /// <summary>Passes a length in brackets, as after a row's end, if there is one; other brackets are the next row's.</summary>
    public void SkipLengthOption()
    {
        if (!Peek().Is('['))
            return;
        var end = _position + 1;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '.' or '-' or ' '))
            end++;
        if (end < text.Length && text[end] == ']' && text.AsSpan(_position, end - _position).TrimEnd() is [_, >= '-' and <= '9', .., 't' or 'm' or 'x' or 'u'])
            (_position, _peeked) = (end + 1, null);
    }

    /// <summary>The digits that go on a number that began: with its point, and with commas between thousands.</summary>
    public string RestOfNumber()
    {
        _peeked = null;
        var start = _position;
        while (_position < text.Length)
        {
            if (char.IsAsciiDigit(text[_position]))
                _position++;
            else if (text[_position] == '.' && IsDigit(_position + 1))
                _position += 2;
            else if (text[_position] == ',' && IsDigit(_position + 1) && IsDigit(_position + 2) && IsDigit(_position + 3) && !IsDigit(_position + 4))
                _position += 4;
            else
                break;
        }

        return text[start.._position];
    }

    /// <summary>A length such as "2em" without braces.</summary>
    public string RawLength()
    {
        SkipSpaces();
        _peeked = null;
        var start = _position;
        while (_position < text.Length && (char.IsAsciiDigit(text[_position]) || text[_position] is '.' or '-' or '+'))
            _position++;
        _position = Math.Min(text.Length, _position + 2);
        return text[start.._position];
    }

    private bool IsDigit(int at) => at < text.Length && char.IsAsciiDigit(text[at]);

    private void SkipSpaces()
    {
        while (_position < text.Length && char.IsWhiteSpace(text[_position]))
            _position++;
    }

    private (TexToken Token, int End) Scan(int at)
    {
        if (at >= text.Length)
            return (default(TexToken) with { Text = "" }, text.Length);
        if (text[at] != '\\')
            return Character(at);
        var end = at + 1;
        while (end < text.Length && char.IsAsciiLetter(text[end]))
            end++;
        if (end > at + 1)
            return (new(text[(at + 1)..end], true), end);
        if (end == text.Length)
            return (new("\\", false), end);
        var (named, after) = Character(end);
        return (named with { IsCommand = true }, after);
    }

    private (TexToken Token, int End) Character(int at)
    {
        if (Rune.TryGetRuneAt(text, at, out var rune))
            return (new(rune.ToString(), false), at + rune.Utf16SequenceLength);
        return (new("\uFFFD", false), at + 1);
    }
}
