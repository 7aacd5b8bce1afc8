namespace LatencyPortal.Decoding.KvCache;

/// <summary>A run of tokens in the prefix tree with its keys and values; its children go on after its last token.</summary>
internal sealed class PrefixNode(PrefixNode? parent, int[] tokens, NativeBuffer? keysAndValues)
{
    public PrefixNode? Parent { get; set; } = parent;

    public int[] Tokens { get; } = tokens;

    /// <summary>Null at a root, which has no tokens.</summary>
    public NativeBuffer? KeysAndValues { get; } = keysAndValues;

    /// <summary>Whose tree it is, at a root.</summary>
    public string? Salt { get; init; }

    /// <summary>Children by their first token.</summary>
    public Dictionary<int, PrefixNode> Children { get; } = [];

    /// <summary>Logits after the last token, where a prompt ended: asking again then needs no model run.</summary>
    public float[]? Logits { get; set; }

    /// <summary>Requests that took tokens from here.</summary>
    public int Uses { get; set; }

    /// <summary>What keeping it is worth; see <see cref="PrefixTree"/>.</summary>
    public double Worth { get; set; }

    /// <summary>When it was last made, used or extended; of equal worth, what was touched longest ago goes first.</summary>
    public long Touched { get; set; }

    public long Bytes => (KeysAndValues?.Bytes ?? 0) + ((Logits?.Length ?? 0) * (long)sizeof(float));
}
