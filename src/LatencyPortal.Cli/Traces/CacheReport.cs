using LatencyPortal.Gateway.Prompts.Traces;

namespace LatencyPortal.Cli.Traces;

/// <summary>What caches made of some requests, as JSON.</summary>
/// <param name="Requests">How many there were.</param>
/// <param name="Blocks">Their blocks.</param>
/// <param name="HitBlocks">Blocks that were there.</param>
/// <param name="HitBlockShare">Hit blocks / blocks, rounded to 4 digits; null when there are none.</param>
/// <param name="Tokens">Tokens of their prompts.</param>
/// <param name="HitTokens">Tokens that were there.</param>
/// <param name="HitTokenShare">Hit tokens / tokens, rounded to 4 digits; null when there are none.</param>
internal sealed record CacheReport(
    long Requests, long Blocks, long HitBlocks, double? HitBlockShare, long Tokens, long HitTokens, double? HitTokenShare)
{
    public static CacheReport Of(CacheFigures figures) => new(
        figures.Requests,
        figures.Blocks,
        figures.HitBlocks,
        Ratio(figures.HitBlocks, figures.Blocks),
        figures.Tokens,
        figures.HitTokens,
        Ratio(figures.HitTokens, figures.Tokens));

    /// <summary>A quotient of 4 digits behind the point.</summary>
    public static double? Ratio(double part, double whole) => whole == 0 ? null : Math.Round(part / whole, 4);
}
