namespace LatencyPortal.Chat.Streaming;

/// <summary>Text that only grows.</summary>
internal sealed class TextBuffer
{
    private char[] _characters = new char[256];

    public int Length { get; private set; }

    /// <summary>Length up to the last line break, that included.</summary>
    public int LineEnd { get; private set; }

    /// <summary>Length without half a character at the end.</summary>
    public int WholeLength => Length > 0 && char.IsHighSurrogate(_characters[Length - 1]) ? Length - 1 : Length;

    public void Append(ReadOnlySpan<char> text)
    {
        if (_characters.Length - Length < text.Length)
            Array.Resize(ref _characters, Math.Max(2 * _characters.Length, Length + text.Length));
        var added = _characters.AsSpan(Length, text.Length);
        text.CopyTo(added);
        // CommonMark 0.31.2, section 2.3.
        added.Replace('\0', '\uFFFD');
        var line = added.LastIndexOf('\n');
        if (line >= 0)
            LineEnd = Length + line + 1;
        Length += text.Length;
    }

    public ReadOnlySpan<char> Slice(int start, int end) => _characters.AsSpan(start..end);

    public override string ToString() => new(_characters, 0, Length);
}
