namespace LatencyPortal.Gateway.Prompts.Replay;

/// <summary>How often a value changed from one request to the next.</summary>
/// <param name="Pairs">Pairs of requests that follow each other.</param>
/// <param name="Changed">Pairs of which the second had another value.</param>
public readonly record struct ChangeShare(int Pairs, int Changed)
{
    /// <summary>Changed / pairs, 0 to 1; <see langword="null"/> without pairs.</summary>
    public double? Share => Pairs > 0 ? (double)Changed / Pairs : null;

    internal ChangeShare With(bool changed) => new(Pairs + 1, Changed + (changed ? 1 : 0));
}
