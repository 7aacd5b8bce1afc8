namespace LatencyPortal.Cli.Models;

/// <summary>What the self-test of <c>models check</c> found; times in ms.</summary>
internal sealed record SelfTestReport
{
    /// <summary>Tokens of its prompt.</summary>
    public required int InputTokens { get; init; }

    /// <summary>Tokens of its answer.</summary>
    public required int OutputTokens { get; init; }

    /// <summary>Length of its answer in characters.</summary>
    public required int Characters { get; init; }

    /// <summary>From the request to its first text; null when it has none.</summary>
    public required double? FirstTokenMs { get; init; }

    /// <summary>From the request to its end, without speculation.</summary>
    public required double AnswerMs { get; init; }

    /// <summary>The same answer with speculation; null where that is off.</summary>
    public required bool? SpeculationEqual { get; init; }

    /// <summary>Tokens proposed in the answer with speculation.</summary>
    public required int DraftedTokens { get; init; }

    /// <summary>Those of them that the model agreed to.</summary>
    public required int AcceptedTokens { get; init; }

    /// <summary>Logits in steps against logits of the whole: length of the difference over length of the logits.</summary>
    public required double StepDifference { get; init; }
}
