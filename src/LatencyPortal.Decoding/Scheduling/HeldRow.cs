namespace LatencyPortal.Decoding.Scheduling;

/// <summary>What an idle row still holds: the next request that begins alike goes on in place, without any copy.</summary>
/// <param name="Salt">Whose tokens they are.</param>
/// <param name="Tokens">The tokens.</param>
internal readonly record struct HeldRow(string? Salt, int[] Tokens);
