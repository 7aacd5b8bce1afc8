namespace LatencyPortal.Decoding.Sampling;

/// <summary>How often a token occurs in a sequence.</summary>
internal struct TokenCount
{
    public int Token { get; init; }

    /// <summary>Occurrences in the prompt.</summary>
    public int Prompt { get; set; }

    /// <summary>Occurrences in the answer.</summary>
    public int Generated { get; set; }
}
