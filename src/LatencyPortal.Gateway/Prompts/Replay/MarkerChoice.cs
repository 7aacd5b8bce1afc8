namespace LatencyPortal.Gateway.Prompts.Replay;

/// <summary>An arrangement of markers that is tried: candidates in the order of reading, each with a lifetime.</summary>
internal sealed record MarkerChoice(IReadOnlyList<(int Candidate, int Lifetime)> Markers, bool Automatic);
