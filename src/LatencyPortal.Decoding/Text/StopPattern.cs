namespace LatencyPortal.Decoding.Text;

/// <summary>
/// One stop string and how much of it the text ends with, by the method of Knuth, Morris and Pratt (1977). Its table is
/// made as far as the text has matched, so that a long stop string that never comes costs nothing.
/// </summary>
public sealed class StopPattern(string text)
{
    /// <summary>For each length of a beginning: the longest shorter beginning that it ends with.</summary>
    private readonly List<int> _borders = [0, 0];

    /// <summary>Characters of the stop string.</summary>
    public int Length => text.Length;

    /// <summary>Characters of the longest beginning that the text ends with.</summary>
    public int Matched { get; private set; }

    /// <summary>Takes the next character of the text; true when the stop string is complete.</summary>
    public bool Advance(char character)
    {
        Matched = Extend(Matched, character);
        while (_borders.Count <= Matched)
            _borders.Add(Extend(_borders[^1], text[_borders.Count - 1]));
        return Matched == text.Length;
    }

    /// <summary>The longest beginning behind one more character, when a beginning of this length stood before it.</summary>
    private int Extend(int length, char character)
    {
        while (length > 0 && (length == text.Length || text[length] != character))
            length = _borders[length];
        return text[length] == character ? length + 1 : 0;
    }
}
