namespace LatencyPortal.Decoding.Constraints;

/// <summary>A step of a grammar over one byte from a range.</summary>
/// <param name="Low">First byte of the range.</param>
/// <param name="High">Last byte of the range.</param>
/// <param name="Target">The state after the byte.</param>
/// <param name="Return">Where to go on once the target's part is complete; none if negative.</param>
internal readonly record struct ByteEdge(byte Low, byte High, int Target, int Return);
