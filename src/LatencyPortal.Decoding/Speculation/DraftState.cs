namespace LatencyPortal.Decoding.Speculation;

/// <summary>What speculation knows about one sequence.</summary>
internal sealed class DraftState
{
    /// <summary>Of the n-gram drafter: what repeats tends to go on repeating.</summary>
    public Acceptance NGram { get; } = new(0.6);

    /// <summary>Of what a format leaves no choice about; only another spelling of the same text can refuse it.</summary>
    public Acceptance Forced { get; } = new(0.95);

    /// <summary>Of the draft model.</summary>
    public Acceptance Model { get; } = new(0.7);

    /// <summary>Rounds without a proposal since the last one; now and then one is risked, because texts change.</summary>
    public int Idle { get; set; }

    /// <summary>Where earlier text may be repeated; made with the first token.</summary>
    public NGramIndex? Repeats { get; set; }

    /// <summary>The row of the draft model; -1 while it has none.</summary>
    public int DraftRow { get; set; } = -1;

    /// <summary>The draft model failed on this text and is not asked about it again.</summary>
    public bool IsModelBroken { get; set; }

    public Acceptance Of(TokenOrigin source) => source switch
    {
        TokenOrigin.Forced => Forced,
        TokenOrigin.NGram => NGram,
        _ => Model,
    };
}
