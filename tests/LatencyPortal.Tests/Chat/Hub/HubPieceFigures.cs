namespace LatencyPortal.Tests.Chat.Hub;

/// <summary>The figures at the end of an answer, as a client reads them.</summary>
public sealed record HubPieceFigures(double? TtftMs, double? TpotMs, int? OutputTokens, bool TokensEstimated);
