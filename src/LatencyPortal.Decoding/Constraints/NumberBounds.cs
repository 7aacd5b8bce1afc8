namespace LatencyPortal.Decoding.Constraints;

/// <summary>Between what a number must lie; null means no bound.</summary>
internal readonly record struct NumberBounds(decimal? Low, bool LowExcluded, decimal? High, bool HighExcluded)
{
    public bool IsNone => Low is null && High is null;

    /// <summary>What both allow.</summary>
    public NumberBounds And(NumberBounds other)
    {
        var (low, lowExcluded) = (Low, LowExcluded);
        if (low is null || other.Low > low || (other.Low == low && other.LowExcluded))
            (low, lowExcluded) = other.Low is null ? (low, lowExcluded) : (other.Low, other.LowExcluded);
        var (high, highExcluded) = (High, HighExcluded);
        if (high is null || other.High < high || (other.High == high && other.HighExcluded))
            (high, highExcluded) = other.High is null ? (high, highExcluded) : (other.High, other.HighExcluded);
        return new NumberBounds(low, lowExcluded, high, highExcluded);
    }

    public bool Contain(decimal value) =>
        (Low is not { } low || value > low || (value == low && !LowExcluded)) &&
        (High is not { } high || value < high || (value == high && !HighExcluded));

    /// <summary>The bounds of the numbers with the other sign.</summary>
    public NumberBounds Negated() => new(-High, HighExcluded, -Low, LowExcluded);
}
