namespace LatencyPortal.Decoding.Constraints;

/// <summary>A set of Unicode scalar values, as ranges in order.</summary>
internal sealed class CodePoints
{
    private const int Last = 0x10FFFF;

    private CodePoints(IReadOnlyList<(int Low, int High)> ranges) => Ranges = ranges;

    public IReadOnlyList<(int Low, int High)> Ranges { get; }

    /// <summary>Ranges in any order, which may overlap. Surrogates are left out.</summary>
    public static CodePoints Of(IEnumerable<(int Low, int High)> ranges)
    {
        var merged = new List<(int Low, int High)>();
        foreach (var range in ranges.OrderBy(range => range.Low))
        {
            if (merged.Count > 0 && range.Low <= merged[^1].High + 1)
                merged[^1] = (merged[^1].Low, Math.Max(merged[^1].High, range.High));
            else
                merged.Add(range);
        }

        return new CodePoints([.. merged.SelectMany(WithoutSurrogates)]);
    }

    public static CodePoints Of(params (int Low, int High)[] ranges) => Of(ranges.AsEnumerable());

    /// <summary>All other scalar values.</summary>
    public CodePoints Complement()
    {
        var rest = new List<(int, int)>();
        var next = 0;
        foreach (var (low, high) in Ranges)
        {
            if (next < low)
                rest.Add((next, low - 1));
            next = high + 1;
        }

        if (next <= Last)
            rest.Add((next, Last));
        return Of(rest);
    }

    /// <summary>The values of both.</summary>
    public CodePoints Union(CodePoints other) => Of(Ranges.Concat(other.Ranges));

    /// <summary>The values that the other set does not have.</summary>
    public CodePoints Except(CodePoints other) => Complement().Union(other).Complement();

    private static IEnumerable<(int Low, int High)> WithoutSurrogates((int Low, int High) range)
    {
        if (range.Low < 0xD800)
            yield return (range.Low, Math.Min(range.High, 0xD7FF));
        if (range.High > 0xDFFF)
            yield return (Math.Max(range.Low, 0xE000), range.High);
    }
}
