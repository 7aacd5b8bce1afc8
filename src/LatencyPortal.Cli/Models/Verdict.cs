namespace LatencyPortal.Cli.Models;

/// <summary>What an answer is worth.</summary>
internal enum Verdict
{
    /// <summary>The wanted text from the wanted source.</summary>
    Right,

    /// <summary>Anything else.</summary>
    Wrong,

    /// <summary>A refusal where an answer was wanted.</summary>
    Refused,
}
