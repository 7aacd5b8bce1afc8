namespace LatencyPortal.Telemetry.Traces;

/// <summary>A place in a prompt that was sent.</summary>
/// <param name="Hash">Salted hash of everything before the place.</param>
/// <param name="Tokens">Tokens before the place, 1 or more, growing from mark to mark.</param>
/// <param name="EndsBlock">Whether a content block ends there: the tools, or a message.</param>
public readonly record struct TracedMark(ulong Hash, int Tokens, bool EndsBlock = false);
