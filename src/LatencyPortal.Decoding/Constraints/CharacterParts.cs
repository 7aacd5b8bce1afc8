using System.Text;

namespace LatencyPortal.Decoding.Constraints;

/// <summary>
/// Adds steps over whole characters to a grammar: valid UTF-8 (no overlong forms, no surrogates) and
/// the escapes of JSON strings (RFC 8259, section 7). What follows a first byte is a part of its own
/// that all characters with the same continuation share, so a character costs one state.
/// </summary>
internal sealed class CharacterParts
{
    private static readonly CodePoints Plain = CodePoints.Of((0, 0x1F), ('"', '"'), ('\\', '\\')).Complement();

    private readonly GrammarBuilder _grammar;
    private readonly Dictionary<string, int> _tails = [];
    private readonly int _escape;

    public CharacterParts(GrammarBuilder grammar)
    {
        _grammar = grammar;
        _escape = AddEscapes();
    }

    /// <summary>A step over one character of a JSON string, however it is spelled.</summary>
    public void AddStringCharacter(int from, int to)
    {
        AddCodePoints(from, Plain, to);
        _grammar.AddByte(from, (byte)'\\', (byte)'\\', _escape, to);
    }

    /// <summary>
    /// A step over one character of a set inside a JSON string, spelled in the one way that serialisers
    /// use: as it is, or escaped where it must be.
    /// </summary>
    public void AddCanonicalCharacter(int from, CodePoints set, int to)
    {
        AddCodePoints(from, set.Except(Plain.Complement()), to);
        var escaped = set.Except(Plain).Ranges;
        if (escaped.Count > 0)
            _grammar.AddByte(from, (byte)'\\', (byte)'\\', Escapes(escaped), to);
    }

    /// <summary>A step over the UTF-8 form of any character of a set.</summary>
    public void AddCodePoints(int from, CodePoints set, int to)
    {
        foreach (var (low, high) in set.Ranges)
            AddRange(from, low, high, to);
    }

    /// <summary>
    /// What may follow the backslash of these characters, as a part in which equal beginnings are one: a way of its own for each character
    /// would, in a pattern with many ways to read a text, be more ways than are followed.
    /// </summary>
    private int Escapes(IReadOnlyList<(int Low, int High)> characters)
    {
        var key = "escapes " + string.Join(' ', characters);
        if (_tails.TryGetValue(key, out var escapes))
            return escapes;
        escapes = _grammar.NewState();
        var known = new Dictionary<string, int>(StringComparer.Ordinal) { [""] = escapes };
        foreach (var (low, high) in characters)
        {
            for (var value = low; value <= high; value++)
                AddSpelling(known, JsonText.Escaped((char)value)[1..]);
        }

        return _tails[key] = escapes;
    }

    private void AddSpelling(Dictionary<string, int> known, string spelling)
    {
        for (var length = 1; length <= spelling.Length; length++)
        {
            if (known.ContainsKey(spelling[..length]))
                continue;
            known[spelling[..length]] = length == spelling.Length ? _grammar.NewFinalState() : _grammar.NewState();
            _grammar.AddByte(known[spelling[..(length - 1)]], spelling[length - 1], known[spelling[..length]]);
        }
    }

    /// <summary>Splits a range until each byte of the encoding runs over a range of its own.</summary>
    private void AddRange(int from, int low, int high, int to)
    {
        // 1. Encodings of the same length only.
        foreach (var last in (ReadOnlySpan<int>)[0x7F, 0x7FF, 0xFFFF])
        {
            if (low > last || high <= last)
                continue;
            AddRange(from, low, last, to);
            AddRange(from, last + 1, high, to);
            return;
        }

        // 2. Where a leading part differs, what follows must run over its whole range.
        for (var bits = 6; high >= 0x80 && bits <= 18; bits += 6)
        {
            var rest = (1 << bits) - 1;
            if ((low & ~rest) == (high & ~rest))
                continue;
            var border = (low & rest) != 0 ? (low | rest) + 1 : (high & rest) != rest ? high & ~rest : low;
            if (border == low)
                continue;
            AddRange(from, low, border - 1, to);
            AddRange(from, border, high, to);
            return;
        }

        // 3. One step over the first byte; a shared part for the others.
        Span<byte> first = stackalloc byte[4];
        Span<byte> final = stackalloc byte[4];
        var length = new Rune(low).EncodeToUtf8(first);
        new Rune(high).EncodeToUtf8(final);
        if (length == 1)
            _grammar.AddByte(from, first[0], final[0], to);
        else
            _grammar.AddByte(from, first[0], final[0], Tail(first[1..length], final[1..length]), to);
    }

    private int Tail(ReadOnlySpan<byte> low, ReadOnlySpan<byte> high)
    {
        var key = Convert.ToHexString(low) + Convert.ToHexString(high);
        if (_tails.TryGetValue(key, out var tail))
            return tail;
        tail = _grammar.NewState();
        _grammar.AddByte(
            tail, low[0], high[0], low.Length == 1 ? _grammar.NewFinalState() : Tail(low[1..], high[1..]));
        return _tails[key] = tail;
    }

    /// <summary>What may follow a backslash; a high surrogate needs a low one behind it.</summary>
    private int AddEscapes()
    {
        var escape = _grammar.NewState();
        var end = _grammar.NewFinalState();
        foreach (var symbol in "\"\\/bfnrt")
            _grammar.AddByte(escape, symbol, end);
        var digits = new int[5];
        digits[0] = end;
        for (var left = 1; left <= 3; left++)
        {
            digits[left] = _grammar.NewState();
            AddHex(digits[left], 0x0, 0xF, digits[left - 1]);
        }

        var code = _grammar.NewState();
        _grammar.AddByte(escape, 'u', code);
        AddHex(code, 0x0, 0xC, digits[3]);
        AddHex(code, 0xE, 0xF, digits[3]);
        var surrogate = _grammar.NewState();
        AddHex(code, 0xD, 0xD, surrogate);
        AddHex(surrogate, 0x0, 0x7, digits[2]);

        // D800 to DBFF, then a backslash, u and DC00 to DFFF.
        var second = _grammar.NewState();
        var third = _grammar.NewState();
        var whole = _grammar.NewState();
        AddHex(surrogate, 0x8, 0xB, second);
        AddHex(second, 0x0, 0xF, third);
        AddHex(third, 0x0, 0xF, whole);
        var lowCode = _grammar.AddLiteral(whole, "\\u"u8);
        var low = _grammar.NewState();
        AddHex(lowCode, 0xD, 0xD, low);
        AddHex(low, 0xC, 0xF, digits[2]);
        return escape;
    }

    private void AddHex(int from, int low, int high, int to)
    {
        for (var digit = low; digit <= high; digit++)
        {
            _grammar.AddByte(from, $"{digit:x}"[0], to);
            if (digit >= 10)
                _grammar.AddByte(from, $"{digit:X}"[0], to);
        }
    }
}
