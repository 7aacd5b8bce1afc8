namespace LatencyPortal.Gateway.Prompts.Caching;

/// <summary>A place that the caller marked for the cache.</summary>
/// <param name="Mark">Index of the mark, 0 or more.</param>
/// <param name="Lifetime">Index of the family's lifetime, 0 for the default.</param>
public readonly record struct CacheBreakpoint(int Mark, int Lifetime = 0);
