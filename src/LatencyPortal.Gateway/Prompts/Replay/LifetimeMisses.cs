namespace LatencyPortal.Gateway.Prompts.Replay;

/// <summary>How many prefixes came again too late for a lifetime.</summary>
/// <param name="Family">Id of the family.</param>
/// <param name="Lifetime">The provider's word for the lifetime.</param>
/// <param name="Seconds">The lifetime in seconds.</param>
/// <param name="Share">Share of all gaps that are as long or longer, 0 to 1.</param>
public sealed record LifetimeMisses(string Family, string Lifetime, int Seconds, double Share);
