namespace LatencyPortal.Cli.Models;

/// <summary>The JSON of <c>models check</c>; times in ms.</summary>
internal sealed record CheckReport
{
    public required string Name { get; init; }

    public required string Folder { get; init; }

    /// <summary>Tokens that prompt and answer may have together.</summary>
    public required int ContextLength { get; init; }

    public required int VocabularySize { get; init; }

    public required double LoadMs { get; init; }

    /// <summary>Tokens of the self-test's prompt.</summary>
    public required int InputTokens { get; init; }

    /// <summary>Tokens of its answer.</summary>
    public required int OutputTokens { get; init; }

    /// <summary>Length of its answer in characters.</summary>
    public required int Characters { get; init; }

    /// <summary>From the request to its first text; null when it has none.</summary>
    public required double? FirstTokenMs { get; init; }

    /// <summary>From the request to its end.</summary>
    public required double AnswerMs { get; init; }
}
