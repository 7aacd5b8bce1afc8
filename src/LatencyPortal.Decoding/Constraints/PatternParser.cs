using System.Globalization;

namespace LatencyPortal.Decoding.Constraints;

/// <summary>
/// Reads the regular expressions of JSON schemas (ECMA-262 with the u flag) as far as they are regular:
/// characters, classes, groups, choices, repetitions, and anchors at the ends. An expression without
/// an anchor matches anywhere in the text, as JSON Schema says.
/// </summary>
internal sealed class PatternParser
{
    private const int LongestPattern = 2000;
    private const int DeepestGroup = 50;
    private const int MostRepetitions = 1000;

    private static readonly CodePoints Any = CodePoints.Of().Complement();
    private static readonly CodePoints LineEnds = CodePoints.Of(('\n', '\n'), ('\r', '\r'), (0x2028, 0x2029));
    private static readonly CodePoints Digits = CodePoints.Of(('0', '9'));
    private static readonly CodePoints Word = CodePoints.Of(('0', '9'), ('A', 'Z'), ('a', 'z'), ('_', '_'));

    private static readonly CodePoints Space = CodePoints.Of(
        (0x09, 0x0D), (' ', ' '), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029),
        (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF));

    private readonly string _pattern;
    private int _at;

    private PatternParser(string pattern) => _pattern = pattern;

    /// <exception cref="FormatException">The pattern is wrong or uses what is not supported; the message says which.</exception>
    public static PatternNode Parse(string pattern)
    {
        if (pattern.Length > LongestPattern)
            throw new FormatException($"it is longer than {LongestPattern} characters");
        var parser = new PatternParser(pattern);
        var node = parser.ReadChoice(0);
        return parser._at == pattern.Length ? node : throw new FormatException("a ) has no (");
    }

    private bool AtEnd => _at == _pattern.Length;

    private PatternNode ReadChoice(int depth)
    {
        if (depth > DeepestGroup)
            throw new FormatException($"its groups nest more than {DeepestGroup} deep");
        var options = new List<PatternNode>();
        do
            options.Add(ReadSequence(depth));
        while (Accept('|'));
        return options.Count == 1 ? options[0] : new PatternNode.Choice(options);
    }

    private PatternNode.Sequence ReadSequence(int depth)
    {
        var parts = new List<PatternNode>();
        var anyText = new PatternNode.Repeat(new PatternNode.Character(Any), 0, null);
        if (depth == 0 && !Accept('^'))
            parts.Add(anyText);
        var anchored = false;
        while (!AtEnd && _pattern[_at] is not ('|' or ')'))
        {
            if (anchored)
                throw new FormatException("something follows a $");
            if (Accept('$'))
            {
                if (depth > 0)
                    throw new FormatException("a $ stands inside a group");
                anchored = true;
                continue;
            }

            parts.Add(ReadRepeat(depth));
        }

        if (depth == 0 && !anchored)
            parts.Add(anyText);
        return new PatternNode.Sequence(parts);
    }

    private PatternNode ReadRepeat(int depth)
    {
        var part = ReadAtom(depth);
        while (!AtEnd)
        {
            var (least, most) = (0, (int?)null);
            if (Accept('?'))
                most = 1;
            else if (Accept('+'))
                least = 1;
            else if (Accept('{'))
                (least, most) = ReadBounds();
            else if (!Accept('*'))
                break;
            if (part is PatternNode.Repeat)
                throw new FormatException("a repetition follows a repetition");
            part = new PatternNode.Repeat(part, least, most);
            // A lazy repetition matches the same texts.
            Accept('?');
        }

        return part;
    }

    private (int Least, int? Most) ReadBounds()
    {
        var least = ReadNumber();
        int? most = least;
        if (Accept(','))
            most = !AtEnd && _pattern[_at] == '}' ? null : ReadNumber();
        if (!Accept('}') || most < least)
            throw new FormatException("a {…} is not a repetition");
        return (least, most);
    }

    private int ReadNumber()
    {
        var start = _at;
        while (!AtEnd && char.IsAsciiDigit(_pattern[_at]))
            _at++;
        if (!int.TryParse(_pattern.AsSpan(start, _at - start), NumberStyles.None, null, out var number))
            throw new FormatException("a {…} is not a repetition");
        return number <= MostRepetitions
            ? number
            : throw new FormatException($"it repeats more than {MostRepetitions} times");
    }

    private PatternNode ReadAtom(int depth)
    {
        var symbol = ReadCodePoint();
        switch (symbol)
        {
            case '(':
                if (Accept('?'))
                    SkipGroupName();
                var inner = ReadChoice(depth + 1);
                return Accept(')') ? inner : throw new FormatException("a ( is not closed");
            case '[':
                return new PatternNode.Character(ReadClass());
            case '.':
                return new PatternNode.Character(LineEnds.Complement());
            case '\\':
                return new PatternNode.Character(ReadEscape());
            case '^':
                throw new FormatException("a ^ does not stand at the beginning");
            case '*' or '+' or '?' or '{' or '}' or ']':
                throw new FormatException($"a {(char)symbol} stands where it means nothing");
            default:
                return new PatternNode.Character(CodePoints.Of((symbol, symbol)));
        }
    }

    private void SkipGroupName()
    {
        if (Accept(':'))
            return;
        var end = _pattern.IndexOf('>', _at);
        if (!Accept('<') || AtEnd || _pattern[_at] is '=' or '!' || end < 0)
            throw new FormatException("looking ahead or behind is not supported");
        _at = end + 1;
    }

    private CodePoints ReadClass()
    {
        var negated = Accept('^');
        var set = CodePoints.Of();
        while (!Accept(']'))
        {
            var low = ReadClassPart();
            if (_at + 1 < _pattern.Length && _pattern[_at] == '-' && _pattern[_at + 1] != ']')
            {
                _at++;
                var high = ReadClassPart();
                if (Single(low) is not { } first || Single(high) is not { } last || last < first)
                    throw new FormatException("a range in a [ ] is not one");
                low = CodePoints.Of((first, last));
            }

            set = set.Union(low);
        }

        return negated ? set.Complement() : set;
    }

    private CodePoints ReadClassPart()
    {
        if (AtEnd)
            throw new FormatException("a [ is not closed");
        var symbol = ReadCodePoint();
        if (symbol == '\\')
            return Accept('b') ? CodePoints.Of(('\b', '\b')) : Accept('-') ? CodePoints.Of(('-', '-')) : ReadEscape();
        return CodePoints.Of((symbol, symbol));
    }

    private static int? Single(CodePoints set) =>
        set.Ranges is [var (low, high)] && low == high ? low : null;

    private CodePoints ReadEscape()
    {
        if (AtEnd)
            throw new FormatException("it ends with a \\");
        var symbol = _pattern[_at++];
        return symbol switch
        {
            'd' => Digits,
            'D' => Digits.Complement(),
            'w' => Word,
            'W' => Word.Complement(),
            's' => Space,
            'S' => Space.Complement(),
            'n' => One('\n'),
            'r' => One('\r'),
            't' => One('\t'),
            'f' => One('\f'),
            'v' => One('\v'),
            'x' => One(ReadHex(2)),
            'u' => One(ReadUnicode()),
            _ when char.IsAscii(symbol) && !char.IsAsciiLetterOrDigit(symbol) => One(symbol),
            _ => throw new FormatException($"\\{SchemaException.Readable(symbol.ToString())} is not supported"),
        };

        static CodePoints One(int value) => CodePoints.Of((value, value));
    }

    private int ReadUnicode()
    {
        if (!Accept('{'))
            return ReadHex(4);
        var end = _pattern.IndexOf('}', _at);
        if (end < 0 || end - _at > 6)
            throw new FormatException("a \\u is not followed by a code");
        var value = ReadHex(end - _at);
        _at++;
        return value <= 0x10FFFF ? value : throw new FormatException("a \\u is not followed by a code");
    }

    private int ReadHex(int digits)
    {
        if (_at + digits > _pattern.Length ||
            !int.TryParse(_pattern.AsSpan(_at, digits), NumberStyles.AllowHexSpecifier, null, out var value))
            throw new FormatException("a \\x or \\u is not followed by a code");
        _at += digits;
        return value;
    }

    private int ReadCodePoint()
    {
        var symbol = _pattern[_at++];
        if (char.IsHighSurrogate(symbol) && !AtEnd && char.IsLowSurrogate(_pattern[_at]))
            return char.ConvertToUtf32(symbol, _pattern[_at++]);
        return symbol;
    }

    private bool Accept(char symbol)
    {
        if (AtEnd || _pattern[_at] != symbol)
            return false;
        _at++;
        return true;
    }
}
