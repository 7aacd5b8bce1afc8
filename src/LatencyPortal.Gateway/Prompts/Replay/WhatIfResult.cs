namespace LatencyPortal.Gateway.Prompts.Replay;

/// <summary>What a draft would have changed.</summary>
/// <param name="Requests">Requests that were replayed.</param>
/// <param name="From">When the first one came; <see langword="null"/> without requests, and for a trace without dates.</param>
/// <param name="To">When the last one came.</param>
/// <param name="Families">One comparison for each family, in the order in which they were named.</param>
/// <param name="Assumed">Variables of the draft that some requests say nothing of: they count as changing as often as their author says.</param>
public sealed record WhatIfResult(
    int Requests, DateTimeOffset? From, DateTimeOffset? To, IReadOnlyList<FamilyComparison> Families, IReadOnlyList<string> Assumed);
