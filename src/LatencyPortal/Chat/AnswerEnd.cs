using LatencyPortal.Data;

namespace LatencyPortal.Chat;

/// <summary>How an answer ended.</summary>
/// <param name="State">Any state but <see cref="MessageState.Streaming"/>.</param>
/// <param name="Error">Why it failed, as a sentence.</param>
/// <param name="RequestId">The request record.</param>
/// <param name="Figures">The figures of the call.</param>
internal sealed record AnswerEnd(MessageState State, string? Error, Guid? RequestId, AnswerFigures Figures)
{
    /// <summary>Why the model ended; see <see cref="Message.FinishReason"/>.</summary>
    public string? FinishReason { get; init; }

    /// <summary>What the model thought aloud.</summary>
    public string Reasoning { get; init; } = "";

    /// <summary>Where the text stood still and who proposed it.</summary>
    public AnswerMarks? Marks { get; init; }
}
