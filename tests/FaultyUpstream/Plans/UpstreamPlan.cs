namespace LatencyPortal.Testing.Upstream;

/// <summary>
/// What the upstream does. The faults, the text and the times of a request follow from the seed and its number alone, so
/// that a run can be repeated whatever runs beside it.
/// </summary>
public sealed record UpstreamPlan
{
    /// <summary>The seed of all draws.</summary>
    public int Seed { get; init; }

    /// <summary>The good answer.</summary>
    public AnswerScript Answer { get; init; } = new();

    /// <summary>Who has which faults; the faults of all rules that apply come together.</summary>
    public IReadOnlyList<FaultRule> Rules { get; init; } = [];

    /// <summary>Models that the lists name.</summary>
    public IReadOnlyList<string> Models { get; init; } = ["scripted"];

    /// <summary>The cache that it plays, from one request to the next; the counts of <see cref="Answer"/> stand when <see langword="null"/>.</summary>
    public CacheSimulator? Cache { get; init; }

    /// <summary>Gemini's named caches, from one request to the next; there are none when <see langword="null"/>.</summary>
    public CachedContents? Contents { get; init; }

    /// <summary>A plan in which every request has these faults.</summary>
    public static UpstreamPlan With(params Fault[] faults) => new() { Rules = [FaultRule.Always(faults)] };

    internal int SeedOf(int number) => unchecked((Seed * 1_000_003) + number);

    internal IReadOnlyList<Fault> FaultsOf(int number, WireFormat format)
    {
        var random = new Random(SeedOf(number) ^ 0x5EED);
        return [.. Rules.SelectMany(rule => rule.Draw(number, format, random))];
    }
}
