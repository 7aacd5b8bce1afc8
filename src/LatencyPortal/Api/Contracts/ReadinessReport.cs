using System.Text.Json.Serialization;

namespace LatencyPortal.Api.Contracts;

/// <summary>Whether the portal can answer, and what stands in the way.</summary>
internal sealed record ReadinessReport(bool Ready, int ModelsUsable, IReadOnlyList<ReadinessProblem> Problems)
{
    /// <summary>Ids of the usable models; left out for strangers.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Models { get; init; }
}
