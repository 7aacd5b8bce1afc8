using System.Text.Json.Serialization;

namespace LatencyPortal.Chat.Hub;

/// <summary>One piece of an answer, or its end, as hub clients get it; fields without a value are left out.</summary>
/// <param name="Sequence">Place in the answer's log; gaps where pieces were joined or left out. For the eye: offsets count characters.</param>
/// <param name="Kind"><c>text</c>, <c>reasoning</c> or <c>end</c>.</param>
/// <param name="Offset">UTF-16 characters of its kind before it; at the end how long the text is.</param>
/// <param name="Text">The piece; empty at the end.</param>
/// <param name="RequestId">The call that makes the answer.</param>
internal sealed record HubEvent(int Sequence, string Kind, int Offset, string Text, Guid? RequestId)
{
    public const string TextKind = "text";
    public const string ReasoningKind = "reasoning";
    public const string EndKind = "end";

    /// <summary>When it came, in ms since the question was submitted; of several pieces in one, the last.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? AtMs { get; init; }

    /// <summary>At the end: how much the model thought aloud, in UTF-16 characters.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ReasoningOffset { get; init; }

    /// <summary>At the end: <c>complete</c>, <c>stopped</c>, <c>interrupted</c> or <c>failed</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? State { get; init; }

    /// <summary>At the end: what went wrong, as a sentence.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Error { get; init; }

    /// <summary>At the end: why the model ended, where it says.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? FinishReason { get; init; }

    /// <summary>At the end: the figures of the call.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public HubFigures? Figures { get; init; }
}
