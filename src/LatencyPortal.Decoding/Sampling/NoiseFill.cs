namespace LatencyPortal.Decoding.Sampling;

/// <summary>Fills with one uniform number inside (0, 1) for each token id; the same arguments give the same numbers.</summary>
/// <param name="seed">The request's seed.</param>
/// <param name="position">Where the token will stand, counted from the beginning of the prompt.</param>
/// <param name="destination">One place for each token id.</param>
internal delegate void NoiseFill(long seed, long position, Span<float> destination);
