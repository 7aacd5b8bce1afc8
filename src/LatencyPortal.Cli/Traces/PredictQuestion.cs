using LatencyPortal.Gateway.Prompts.Traces;

namespace LatencyPortal.Cli.Traces;

/// <summary>What <c>trace predict</c> is asked.</summary>
/// <param name="Trace">The file.</param>
/// <param name="FormatName">What its lines mean.</param>
/// <param name="Block">Tokens of a block; null where the trace itself says where each ends.</param>
/// <param name="Setup">The caches.</param>
/// <param name="PolicyName">How replicas are chosen; null when there is one alone.</param>
internal sealed record PredictQuestion(string Trace, string FormatName, int? Block, CacheSetup Setup, string? PolicyName)
{
    public ITraceFormat Format() => Block is { } block ? new MooncakeFormat(block) : new PortalFormat();
}
