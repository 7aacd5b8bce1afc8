using System.ComponentModel.DataAnnotations;
using LatencyPortal.Decoding;

namespace LatencyPortal.Gateway;

/// <summary>Settings of the gateway.</summary>
public sealed class GatewayOptions
{
    private const string Shortest = "00:00:00.1";
    private const string Longest = "01:00:00";

    /// <summary>Path of <c>help.json</c>; <see langword="null"/> when there are no help entries.</summary>
    public string? HelpEntriesPath { get; set; }

    /// <summary>Folder of the operator's cache rules, see docs/prompts.md; <see langword="null"/> for those of the portal alone.</summary>
    public string? FamiliesFolder { get; set; }

    /// <summary>How models inside the portal run; file and draft model come with each of them.</summary>
    public DecodingOptions Decoding { get; set; } = new();

    /// <summary>Limit for a connection to be made.</summary>
    [Range(typeof(TimeSpan), Shortest, Longest)]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Limit from the request to the first token.</summary>
    [Range(typeof(TimeSpan), Shortest, Longest)]
    public TimeSpan FirstTokenTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Limit for silence between tokens.</summary>
    [Range(typeof(TimeSpan), Shortest, Longest)]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Most calls of one endpoint at once; further ones wait.</summary>
    [Range(1, 100_000)]
    public int MostConcurrentCalls { get; set; } = 2_000;

    /// <summary>Most calls that wait for an endpoint; further ones are refused with 429.</summary>
    [Range(0, 100_000)]
    public int MostWaitingCalls { get; set; } = 1_000;

    /// <summary>Most calls for one request until its first token, hedges not counted.</summary>
    [Range(1, 10)]
    public int MostAttempts { get; set; } = 3;
}
