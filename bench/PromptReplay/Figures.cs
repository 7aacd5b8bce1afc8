namespace LatencyPortal.PromptReplay;

/// <summary>How long one replay of two versions took.</summary>
/// <param name="Families">Families that were replayed.</param>
/// <param name="Requests">Requests of each version.</param>
/// <param name="MedianSeconds">Median of the runs.</param>
/// <param name="SlowestSeconds">Slowest run.</param>
/// <param name="CurrentShare">Cached share of the first family for the version in use.</param>
/// <param name="DraftShare">Cached share of the first family for the draft.</param>
internal sealed record Figures(string Families, int Requests, double MedianSeconds, double SlowestSeconds, double? CurrentShare, double? DraftShare);
