namespace LatencyPortal.Testing.Upstream.Wire;

/// <summary>How the messages of a stream are told apart.</summary>
internal enum Framing
{
    /// <summary>Server-sent events.</summary>
    Events,

    /// <summary>One JSON value a line.</summary>
    Lines,

    /// <summary>One JSON array.</summary>
    Array,

    /// <summary>Frames with lengths and checksums, as AWS has them.</summary>
    Checked,
}
