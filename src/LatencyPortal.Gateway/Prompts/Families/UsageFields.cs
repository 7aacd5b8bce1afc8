namespace LatencyPortal.Gateway.Prompts.Families;

/// <summary>Fields in which the provider reports what its cache did, as paths from <c>usage</c> or as headers.</summary>
public sealed record UsageFields
{
    /// <summary>Cached tokens; empty when they are not reported.</summary>
    public IReadOnlyList<string> Cached { get; init; } = [];

    /// <summary>Written tokens; empty when they are not reported.</summary>
    public IReadOnlyList<string> Written { get; init; } = [];
}
