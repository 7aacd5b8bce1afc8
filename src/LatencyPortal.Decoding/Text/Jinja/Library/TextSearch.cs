namespace LatencyPortal.Decoding.Text.Jinja.Library;

/// <summary>
/// Finds a text within others in linear time (Knuth, Morris and Pratt), whatever either is made of.
/// The search of .NET compares anew at every place, which for short texts is quick enough.
/// </summary>
internal sealed class TextSearch
{
    private const int ShortLength = 64;

    private readonly string _wanted;

    /// <summary>For each start of the wanted text, the length of its longest proper start that also ends it.</summary>
    private readonly int[]? _borders;

    public TextSearch(string wanted, RenderRun run)
    {
        _wanted = wanted;
        if (wanted.Length <= ShortLength)
            return;
        run.Text(wanted.Length);
        _borders = new int[wanted.Length];
        for (int i = 1, length = 0; i < wanted.Length; i++)
        {
            length = Extend(length, wanted[i]);
            _borders[i] = length;
        }
    }

    /// <summary>The first place at or after <paramref name="start"/>, or -1.</summary>
    public int Find(string text, int start)
    {
        if (_borders is null)
            return text.IndexOf(_wanted, start, StringComparison.Ordinal);
        for (int i = start, length = 0; i < text.Length; i++)
        {
            length = Extend(length, text[i]);
            if (length == _wanted.Length)
                return i + 1 - length;
        }

        return -1;
    }

    /// <summary>How much of the wanted text stands before the next character, after it.</summary>
    private int Extend(int length, char next)
    {
        while (length > 0 && _wanted[length] != next)
            length = _borders![length - 1];
        return _wanted[length] == next ? length + 1 : 0;
    }
}
