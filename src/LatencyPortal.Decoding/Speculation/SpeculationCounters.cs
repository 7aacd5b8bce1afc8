namespace LatencyPortal.Decoding.Speculation;

/// <summary>
/// Counts what proposals of each source came to, and remembers it as the first guess for texts to come. One thread counts;
/// others may read what was so a moment ago.
/// </summary>
internal sealed class SpeculationCounters
{
    /// <summary>A guess is never so low that a new text gets no chance.</summary>
    private const double LeastGuess = 0.4;

    /// <summary>Some hundred tokens, of whatever texts, make a guess.</summary>
    private const double Weight = 0.01;

    private static readonly TokenOrigin[] Sources = [TokenOrigin.DraftModel, TokenOrigin.NGram, TokenOrigin.Forced];

    // What is known before any text: what repeats tends to go on repeating, and what is forced can only be spelled otherwise.
    private readonly Acceptance[] _guesses = [new(0.7, Weight), new(0.6, Weight), new(0.95, Weight)];
    private readonly long[] _rounds = new long[Sources.Length];
    private readonly long[] _drafted = new long[Sources.Length];
    private readonly long[] _accepted = new long[Sources.Length];
    private readonly long[] _refused = new long[Sources.Length];

    public IReadOnlyList<SpeculationStats> Stats =>
    [
        .. Sources.Select((source, i) => new SpeculationStats(
            source, Volatile.Read(ref _rounds[i]), Volatile.Read(ref _drafted[i]), Volatile.Read(ref _accepted[i]), Volatile.Read(ref _refused[i]))),
    ];

    /// <summary>What to expect of the drafters for a new text.</summary>
    public DraftState NewState() => new(Guess(TokenOrigin.NGram), Guess(TokenOrigin.Forced), Guess(TokenOrigin.DraftModel));

    public void Count(TokenOrigin source, int drafted, int accepted, bool refused)
    {
        var i = Array.IndexOf(Sources, source);
        _rounds[i]++;
        _drafted[i] += drafted;
        _accepted[i] += accepted;
        _refused[i] += refused ? 1 : 0;
        _guesses[i].Note(accepted, refused);
    }

    private double Guess(TokenOrigin source) => Math.Max(LeastGuess, _guesses[Array.IndexOf(Sources, source)].Rate);
}
