using LatencyPortal.Gateway.Prompts.Warming;

namespace LatencyPortal.Prompts.Warming;

/// <summary>How a template stands that is to be kept warm.</summary>
/// <param name="Problem">Why it cannot be, as a sentence; <see langword="null"/> when it can.</param>
/// <param name="Plan">What pays; <see langword="null"/> with a problem.</param>
/// <param name="PrefixTokens">Tokens of the prefix.</param>
internal sealed record WarmState(string? Problem, WarmPlan? Plan, int PrefixTokens)
{
    /// <summary>Pings since the portal started.</summary>
    public int Sent { get; init; }

    /// <summary>Tokens that they read from the cache.</summary>
    public long Read { get; init; }

    /// <summary>Tokens that they did not find there.</summary>
    public long Missed { get; init; }
}
