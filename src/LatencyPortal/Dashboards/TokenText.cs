using System.Globalization;
using LatencyPortal.Controls;
using LatencyPortal.Telemetry;

namespace LatencyPortal.Dashboards;

/// <summary>Writes token counts; estimates carry a tilde.</summary>
internal static class TokenText
{
    public static string Input(RequestRecord record) => Count(record.InputTokens);

    public static string Cached(RequestRecord record) => Count(record.CachedInputTokens);

    public static string Output(RequestRecord record) => (record is { TokensEstimated: true, OutputTokens: not null } ? "~" : "") + Count(record.OutputTokens);

    public static string Most(RequestRecord record) => Count(record.MaxOutputTokens);

    /// <summary>TPOT stands on the output tokens and is an estimate when they are.</summary>
    public static string PerToken(RequestRecord record) =>
        (record is { TokensEstimated: true, TimePerOutputToken: not null } ? "~" : "") + Milliseconds.Format(record.TimePerOutputToken);

    public static string Count(int? tokens) => tokens?.ToString("N0", CultureInfo.InvariantCulture) ?? Milliseconds.Unknown;
}
