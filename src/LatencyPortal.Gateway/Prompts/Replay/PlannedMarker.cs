namespace LatencyPortal.Gateway.Prompts.Replay;

/// <summary>A place to mark for the provider's cache: the end of something.</summary>
/// <param name="Place">What ends there.</param>
/// <param name="Segment">Of the system message the segment that ends there; <see langword="null"/> for the end of the whole place.</param>
/// <param name="Lifetime">The provider's word for the lifetime; <see langword="null"/> when it has none.</param>
public sealed record PlannedMarker(OutlinePlace Place, string? Segment, string? Lifetime);
