namespace LatencyPortal.Cli.Models;

/// <summary>Which held-out phrasings are asked.</summary>
internal enum EvalSet
{
    /// <summary>The last 60 %: read only to publish figures.</summary>
    Test,

    /// <summary>The first 40 %: may be watched while a model is trained.</summary>
    Dev,
}
