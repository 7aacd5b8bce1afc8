namespace LatencyPortal.Telemetry.Storage;

/// <summary>How long the answers of one model, temperature and template are: of calls that ended cleanly and whose output tokens are known.</summary>
/// <param name="Model">Model as the portal names it.</param>
/// <param name="Temperature">As it was asked for, to two decimals; <see langword="null"/> left it to the model.</param>
/// <param name="Template">Name of the template; <see langword="null"/> for none.</param>
public sealed record OutputLengths(string Model, double? Temperature, string? Template)
{
    /// <summary>Answers.</summary>
    public required int Count { get; init; }

    /// <summary>Median of the output tokens, nearest rank; reasoning included.</summary>
    public required int P50 { get; init; }

    /// <summary>95th percentile of the output tokens, nearest rank; of fewer than 20 answers this is the longest one.</summary>
    public required int P95 { get; init; }

    /// <summary>Output tokens of the longest answer.</summary>
    public required int Longest { get; init; }

    /// <summary>Output tokens of all answers together.</summary>
    public required long Tokens { get; init; }

    /// <summary>Answers that a limit of tokens ended: the caller's, the route's or the model's.</summary>
    public required int CutOff { get; init; }

    /// <summary>Output tokens that a stop sequence would have saved, see <see cref="RequestRecord.TokensAfterStop"/>.</summary>
    public required long TokensAfterStop { get; init; }

    /// <summary>Share of answers that a limit ended, 0 to 1.</summary>
    public double CutOffShare => (double)CutOff / Count;

    /// <summary>Share of output tokens that a stop sequence would have saved, 0 to 1.</summary>
    public double SavedShare => (double)TokensAfterStop / Tokens;
}
