using System.ComponentModel.DataAnnotations;
using LatencyPortal.Gateway;

namespace LatencyPortal.Settings;

/// <summary>How long calls of endpoints may take, and how many there may be.</summary>
internal sealed class CallOptions
{
    private const string Between = "must be a number from {1} to {2}.";

    /// <summary>Limit for a connection to be made, in s.</summary>
    [Range(1, 600, ErrorMessage = Between)]
    public int ConnectTimeoutSeconds { get; set; } = 10;

    /// <summary>Limit from the request to the first token, in s. Reasoning that is not shown and long prompts on slow machines take minutes.</summary>
    [Range(1, 3600, ErrorMessage = Between)]
    public int FirstTokenTimeoutSeconds { get; set; } = 60;

    /// <summary>Limit for silence between tokens, in s.</summary>
    [Range(1, 3600, ErrorMessage = Between)]
    public int IdleTimeoutSeconds { get; set; } = 60;

    /// <summary>Most calls for one request until its first token, hedges not counted.</summary>
    [Range(1, 10, ErrorMessage = Between)]
    public int MostAttempts { get; set; } = 3;

    /// <summary>Most calls of one endpoint at once; further ones wait.</summary>
    [Range(1, 100_000, ErrorMessage = Between)]
    public int MostConcurrentCalls { get; set; } = 2_000;

    /// <summary>Most calls that wait for an endpoint; further ones are refused with 429.</summary>
    [Range(0, 100_000, ErrorMessage = Between)]
    public int MostWaitingCalls { get; set; } = 1_000;

    public void Apply(GatewayOptions gateway)
    {
        gateway.ConnectTimeout = TimeSpan.FromSeconds(ConnectTimeoutSeconds);
        gateway.FirstTokenTimeout = TimeSpan.FromSeconds(FirstTokenTimeoutSeconds);
        gateway.IdleTimeout = TimeSpan.FromSeconds(IdleTimeoutSeconds);
        gateway.MostAttempts = MostAttempts;
        gateway.MostConcurrentCalls = MostConcurrentCalls;
        gateway.MostWaitingCalls = MostWaitingCalls;
    }
}
