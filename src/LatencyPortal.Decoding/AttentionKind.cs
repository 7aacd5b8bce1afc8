namespace LatencyPortal.Decoding;

/// <summary>How a model keeps keys and values.</summary>
public enum AttentionKind
{
    /// <summary>Each run appends to one buffer, and several sequences can share a run (GroupQueryAttention).</summary>
    InPlace,

    /// <summary>Each run takes the past and gives back a longer one, one sequence at a time.</summary>
    Growing,
}
