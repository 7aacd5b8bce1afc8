using System.Buffers;

namespace LatencyPortal.Gateway.Output;

/// <summary>
/// Finds an end that says the same again and again: the text ends with at least three whole copies of a block and perhaps the beginning
/// of one more. The block is of any length, one character or many lines; copies must be equal to the character, except in the white
/// space at the very end. Linear in the length of the text, with one array from the pool.
/// </summary>
internal static class RepeatedTail
{
    /// <summary>Copies from which on it is no accident.</summary>
    public const int FewestCopies = 3;

    /// <summary>Characters behind the first copy that are worth a word, about 30 tokens.</summary>
    public const int ShortestWaste = 120;

    /// <summary>As <see cref="ShortestWaste"/>, of blocks without a letter or digit: a ruled line or a row of dots may be long.</summary>
    public const int ShortestRuleWaste = 480;

    /// <summary>Characters until the end of the first copy; <see langword="null"/> when the end does not repeat itself.</summary>
    public static int? Find(ReadOnlySpan<char> text)
    {
        var white = text.Length;
        text = text.TrimEnd();
        white -= text.Length;
        if (text.Length < ShortestWaste)
            return null;
        var (length, period) = LongestRun(text, white);
        var waste = length - period;
        if (waste < ShortestWaste || (waste < ShortestRuleWaste && !HasWord(text.Slice(text.Length - length, period))))
            return null;
        return text.Length - waste;
    }

    /// <summary>Length and period of the repeated end that wastes most; both 0 when there is none.</summary>
    /// <param name="text">Without the white space at its end.</param>
    /// <param name="white">How much of that was there; it belongs to the last copy.</param>
    private static (int Length, int Period) LongestRun(ReadOnlySpan<char> text, int white)
    {
        // The prefix function of Knuth, Morris and Pratt over the text read backwards: an end of length n has the period n - border(n).
        var borders = ArrayPool<int>.Shared.Rent(text.Length);
        var (length, period) = (0, 0);
        borders[0] = 0;
        for (var i = 1; i < text.Length; i++)
        {
            var border = borders[i - 1];
            while (border > 0 && text[^(i + 1)] != text[^(border + 1)])
                border = borders[border - 1];
            if (text[^(i + 1)] == text[^(border + 1)])
                border++;
            borders[i] = border;
            var own = i + 1 - border;
            if (i + 1 + white >= FewestCopies * own && border > length - period)
                (length, period) = (i + 1, own);
        }

        ArrayPool<int>.Shared.Return(borders);
        return (length, period);
    }

    private static bool HasWord(ReadOnlySpan<char> block)
    {
        foreach (var character in block)
        {
            if (char.IsLetterOrDigit(character))
                return true;
        }

        return false;
    }
}
