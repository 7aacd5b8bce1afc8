namespace LatencyPortal.Decoding.Constraints;

/// <summary>A step of a grammar over a whole part.</summary>
/// <param name="Start">First state of the part.</param>
/// <param name="Return">Where to go on once the part is complete.</param>
internal readonly record struct CallEdge(int Start, int Return);
