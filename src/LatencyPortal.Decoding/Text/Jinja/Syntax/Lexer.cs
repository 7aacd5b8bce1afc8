using System.Globalization;
using System.Text;
using LatencyPortal.Decoding.Text.Jinja.Library;

namespace LatencyPortal.Decoding.Text.Jinja.Syntax;

/// <summary>Cuts a template into tokens. Comments leave none.</summary>
internal sealed class Lexer
{
    /// <summary>Longer ones first, so that <c>**</c> is not read as two <c>*</c>.</summary>
    private static readonly string[] Symbols =
    [
        "<=", ">=", "==", "!=", "**", "//",
        "(", ")", "{", "}", "[", "]", ",", ".", ":", "|", "<", ">", "+", "-", "~", "*", "/", "%", "=",
    ];

    private readonly TemplateSource _source;
    private readonly string _text;
    private readonly List<Token> _tokens = [];
    private int _at;
    private int _braces;

    /// <summary>The last token is text that directly precedes the next tag.</summary>
    private bool _followsText;

    private Lexer(TemplateSource source)
    {
        _source = source;
        _text = source.Text;
    }

    public static List<Token> Read(TemplateSource source)
    {
        var lexer = new Lexer(source);
        lexer.ReadAll();
        return lexer._tokens;
    }

    private void ReadAll()
    {
        while (_at < _text.Length)
        {
            ReadText();
            if (_at >= _text.Length)
                break;
            if (_text[_at + 1] == '#')
                SkipComment();
            else
                ReadTag();
        }

        Add(TokenKind.End, "", _text.Length);
    }

    private void ReadText()
    {
        var end = _at;
        while (end < _text.Length && !OpensTag(end))
            end++;
        _followsText = end > _at;
        if (_followsText)
            Add(TokenKind.Text, _text[_at..end], _at);
        _at = end;
    }

    private bool OpensTag(int at) => _text[at] == '{' && at + 1 < _text.Length && _text[at + 1] is '%' or '{' or '#';

    private void SkipComment()
    {
        var start = _at;
        _at += 2;
        if (Peek("-"))
        {
            StripTextBefore();
            _at++;
        }

        var end = _text.IndexOf("#}", _at, StringComparison.Ordinal);
        if (end < 0)
            throw Fault(start, "the comment has no end");
        var strips = end > _at && _text[end - 1] == '-';
        _at = end + 2;
        _followsText = false;
        if (strips)
            SkipSpace();
    }

    private void ReadTag()
    {
        var start = _at;
        var isBlock = _text[_at + 1] == '%';
        _at += 2;
        _braces = 0;
        if (Peek("-"))
        {
            StripTextBefore();
            _at++;
        }

        Add(isBlock ? TokenKind.BlockStart : TokenKind.PrintStart, isBlock ? "{%" : "{{", start);
        while (!ReadTagEnd(start))
            ReadToken();
    }

    private bool ReadTagEnd(int start)
    {
        SkipSpace();
        if (_at >= _text.Length)
            throw Fault(start, "the tag has no end");
        var strips = Peek("-%}") || Peek("-}}");
        var at = strips ? _at + 1 : _at;
        var isBlock = string.CompareOrdinal(_text, at, "%}", 0, 2) == 0;
        // Within the braces of a mapping, two closing braces close two mappings.
        var isPrint = string.CompareOrdinal(_text, at, "}}", 0, 2) == 0 && (strips || _braces == 0);
        if (!isBlock && !isPrint)
            return false;
        Add(isBlock ? TokenKind.BlockEnd : TokenKind.PrintEnd, isBlock ? "%}" : "}}", at);
        _at = at + 2;
        if (strips)
            SkipSpace();
        return true;
    }

    private void ReadToken()
    {
        var character = _text[_at];
        if (character is '\'' or '"')
        {
            ReadString(character);
            return;
        }

        if (char.IsAsciiDigit(character))
        {
            ReadNumber();
            return;
        }

        if (char.IsAsciiLetter(character) || character == '_')
        {
            ReadWord();
            return;
        }

        foreach (var symbol in Symbols)
        {
            if (!Peek(symbol))
                continue;
            _braces += symbol == "{" ? 1 : symbol == "}" ? -1 : 0;
            Add(TokenKind.Symbol, symbol, _at);
            _at += symbol.Length;
            return;
        }

        throw Fault(_at, "a tag contains a character that has no meaning there");
    }

    private void ReadWord()
    {
        var start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] == '_'))
            _at++;
        Add(TokenKind.Name, _text[start.._at], start);
    }

    private void ReadNumber()
    {
        var start = _at;
        SkipDigits();
        // After a dot, digits are an index: a.0.1
        var isFloat = !_tokens[^1].IsSymbol(".") && Peek(".") && _at + 1 < _text.Length && char.IsAsciiDigit(_text[_at + 1]);
        if (isFloat)
        {
            _at++;
            SkipDigits();
        }

        var digits = _text[start.._at];
        if (!isFloat && !long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            throw Fault(start, "an integer is too large");
        Add(isFloat ? TokenKind.Float : TokenKind.Integer, digits, start);
    }

    private void SkipDigits()
    {
        while (_at < _text.Length && char.IsAsciiDigit(_text[_at]))
            _at++;
    }

    private void ReadString(char quote)
    {
        var start = _at++;
        var value = new StringBuilder();
        while (_at < _text.Length && _text[_at] != quote)
        {
            if (_text[_at] == '\\')
                ReadEscape(value);
            else
                value.Append(_text[_at++]);
        }

        if (_at >= _text.Length)
            throw Fault(start, "the string has no end");
        _at++;
        Add(TokenKind.String, value.ToString(), start);
    }

    private void ReadEscape(StringBuilder value)
    {
        var start = _at;
        _at += 2;
        var kind = start + 1 < _text.Length ? _text[start + 1] : '\0';
        if (kind is 'x' or 'u')
        {
            var length = kind == 'x' ? 2 : 4;
            if (_at + length > _text.Length ||
                !ushort.TryParse(_text.AsSpan(_at, length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                throw Fault(start, "an escape lacks hexadecimal digits");
            }

            value.Append((char)code);
            _at += length;
            return;
        }

        value.Append(kind switch
        {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\b',
            'f' => '\f',
            'v' => '\v',
            '\'' or '"' or '\\' => kind,
            _ => throw Fault(start, "a string has an unknown escape"),
        });
    }

    private void StripTextBefore()
    {
        if (!_followsText)
            return;
        var text = _tokens[^1];
        _tokens.RemoveAt(_tokens.Count - 1);
        var stripped = Texts.TrimEnd(text.Value);
        if (stripped.Length > 0)
            _tokens.Add(text with { Value = stripped });
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && Texts.IsSpace(_text[_at]))
            _at++;
    }

    private bool Peek(string expected) => string.CompareOrdinal(_text, _at, expected, 0, expected.Length) == 0;

    private void Add(TokenKind kind, string value, int at) => _tokens.Add(new Token(kind, value, _source.LineAt(at)));

    private JinjaException Fault(int at, string reason) => new(JinjaErrorKind.Syntax, _source.LineAt(at), reason);
}
