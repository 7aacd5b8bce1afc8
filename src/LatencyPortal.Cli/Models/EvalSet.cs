namespace LatencyPortal.Cli.Models;

/// <summary>Which held-out phrasings are asked.</summary>
internal enum EvalSet
{
    /// <summary>Read only to publish figures.</summary>
    Test,

    /// <summary>May be watched while a model is trained.</summary>
    Dev,
}
