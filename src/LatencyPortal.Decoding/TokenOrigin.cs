namespace LatencyPortal.Decoding;

/// <summary>Who proposed a token. The target model decided on each of them.</summary>
public enum TokenOrigin
{
    /// <summary>The target model itself, one step for one token.</summary>
    Target,

    /// <summary>The draft model; the target model agreed.</summary>
    DraftModel,

    /// <summary>A repetition of earlier text; the target model agreed.</summary>
    NGram,

    /// <summary>Nothing else was allowed at this place.</summary>
    Forced,
}
