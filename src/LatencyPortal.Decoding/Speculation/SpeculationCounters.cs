namespace LatencyPortal.Decoding.Speculation;

/// <summary>Counts what proposals of each source came to. One thread counts; others may read what was so a moment ago.</summary>
internal sealed class SpeculationCounters
{
    private static readonly TokenOrigin[] Sources = [TokenOrigin.DraftModel, TokenOrigin.NGram, TokenOrigin.Forced];

    private readonly long[] _rounds = new long[Sources.Length];
    private readonly long[] _drafted = new long[Sources.Length];
    private readonly long[] _accepted = new long[Sources.Length];
    private readonly long[] _refused = new long[Sources.Length];

    public IReadOnlyList<SpeculationStats> Stats =>
    [
        .. Sources.Select((source, i) => new SpeculationStats(
            source, Volatile.Read(ref _rounds[i]), Volatile.Read(ref _drafted[i]), Volatile.Read(ref _accepted[i]), Volatile.Read(ref _refused[i]))),
    ];

    public void Count(TokenOrigin source, int drafted, int accepted, bool refused)
    {
        var i = Array.IndexOf(Sources, source);
        _rounds[i]++;
        _drafted[i] += drafted;
        _accepted[i] += accepted;
        _refused[i] += refused ? 1 : 0;
    }
}
