using LatencyPortal.Gateway.Prompts.Templates;

namespace LatencyPortal.Gateway.Prompts.Analysis;

/// <summary>Where a prompt first differs from that of another request, although text that stays the same follows.</summary>
/// <param name="Segment">Id of the segment.</param>
/// <param name="Start">First character in the segment's source.</param>
/// <param name="Length">Characters of the source.</param>
/// <param name="Rate">How often it changes.</param>
/// <param name="Reason">A sentence that says why, for example that <c>{{ now }}</c> changes with every request.</param>
/// <param name="TokensBefore">Tokens in front of it, which stay cacheable.</param>
/// <param name="TokensLost">Tokens of steady text behind it, which it keeps from being cached.</param>
public sealed record VolatilePoint(string Segment, int Start, int Length, ChangeRate Rate, string Reason, int TokensBefore, int TokensLost);
