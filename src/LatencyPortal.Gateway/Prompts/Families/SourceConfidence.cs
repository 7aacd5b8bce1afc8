namespace LatencyPortal.Gateway.Prompts.Families;

/// <summary>How a rule is known.</summary>
public enum SourceConfidence
{
    /// <summary>Read in the source.</summary>
    Read,

    /// <summary>From memory; the source is where to check it.</summary>
    Remembered,
}
