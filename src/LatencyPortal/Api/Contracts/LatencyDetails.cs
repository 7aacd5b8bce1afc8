using System.Text.Json.Serialization;
using LatencyPortal.Telemetry;

namespace LatencyPortal.Api.Contracts;

/// <summary>The stamps of a call in milliseconds after it was read (t0), and what follows from them; what is unknown is left out.</summary>
internal sealed record LatencyDetails
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? T1 { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? T2 { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? T3 { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? T4 { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Tn { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Tend { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? TtftMs { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? TpotMs { get; init; }

    [JsonPropertyName("e2e_ms")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? EndToEndMs { get; init; }

    public static LatencyDetails Of(RequestStamps stamps, int? outputTokens) => new()
    {
        T1 = Rounded(stamps.RequestWritten),
        T2 = Rounded(stamps.Headers),
        T3 = Rounded(stamps.FirstToken),
        T4 = Rounded(stamps.FirstAnswer),
        Tn = Rounded(stamps.LastToken),
        Tend = Rounded(stamps.End),
        TtftMs = Rounded(stamps.TimeToFirstToken),
        TpotMs = Rounded(stamps.TimePerOutputToken(outputTokens)),
        EndToEndMs = Rounded(stamps.EndToEnd),
    };

    private static double? Rounded(double? ms) => ms is { } value ? Math.Round(value, 3) : null;
}
