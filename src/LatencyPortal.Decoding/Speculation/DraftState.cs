namespace LatencyPortal.Decoding.Speculation;

/// <summary>What speculation knows about one sequence.</summary>
internal sealed class DraftState(double repeats, double forced, double model)
{
    /// <summary>Of the n-gram drafter.</summary>
    public Acceptance NGram { get; } = new(repeats);

    /// <summary>Of what a format leaves no choice about; only another spelling of the same text can refuse it.</summary>
    public Acceptance Forced { get; } = new(forced);

    /// <summary>Of the draft model.</summary>
    public Acceptance Model { get; } = new(model);

    /// <summary>Rounds since something was tried that did not seem to pay; now and then it is, because texts and machines change.</summary>
    public int SinceTrial { get; set; }

    /// <summary>Trials so far.</summary>
    public int Trials { get; set; }

    /// <summary>
    /// Milliseconds that the draft model would have saved, had it read the text. Once they come to what reading costs, it reads:
    /// whatever the length of the answer turns out to be, that is never more than twice what the best foresight would lose.
    /// </summary>
    public double Missed { get; set; }

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
