using LatencyPortal.Decoding;

namespace LatencyPortal.Cli.Chat;

/// <summary>The JSON of <c>chat</c>; times in ms.</summary>
internal sealed record ChatReport
{
    public required string Model { get; init; }

    public required string Answer { get; init; }

    /// <summary>Ids of the help entries in the prompt, best first.</summary>
    public required IReadOnlyList<string> Documents { get; init; }

    public required double? TtftMs { get; init; }

    public required double? TpotMs { get; init; }

    public required double? E2eMs { get; init; }

    public required int? InputTokens { get; init; }

    public required int? OutputTokens { get; init; }

    /// <summary>The output tokens by who proposed them; null for a model that does not say.</summary>
    public required OriginCounts? TokensByOrigin { get; init; }

    public required bool TokensEstimated { get; init; }

    public required double? TokensPerSecond { get; init; }

    public required string? FinishReason { get; init; }

    public static ChatReport Of(string model, ModelAnswer answer) => new()
    {
        Model = model,
        Answer = answer.Text,
        Documents = [.. answer.Documents.Select(document => document.Entry.Id)],
        TtftMs = answer.Record.Stamps.TimeToFirstToken,
        TpotMs = answer.Record.TimePerOutputToken,
        E2eMs = answer.Record.Stamps.EndToEnd,
        InputTokens = answer.Record.InputTokens,
        OutputTokens = answer.Record.OutputTokens,
        TokensByOrigin = answer.Drafting?.Origins,
        TokensEstimated = answer.Record.TokensEstimated,
        TokensPerSecond = LatencyLine.TokensPerSecond(answer.Record),
        FinishReason = answer.Record.FinishReason,
    };
}
