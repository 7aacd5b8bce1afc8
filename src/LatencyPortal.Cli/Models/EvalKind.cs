namespace LatencyPortal.Cli.Models;

/// <summary>What a held-out question is about.</summary>
internal enum EvalKind
{
    /// <summary>A first question that a help entry answers.</summary>
    InScope,

    /// <summary>A question that no help entry answers.</summary>
    OutOfScope,

    /// <summary>A request to go on after an entry's first answer.</summary>
    FollowUp,

    /// <summary>A greeting and the like.</summary>
    SmallTalk,
}
