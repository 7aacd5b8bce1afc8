namespace LatencyPortal.Data;

/// <summary>One message of a conversation. Assistant messages carry the figures of the call that made them.</summary>
internal sealed class Message
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid ConversationId { get; init; }

    /// <summary>The message before it; <see langword="null"/> for a first one. Messages with the same parent are variants.</summary>
    public Guid? ParentId { get; init; }

    /// <summary>Messages before it on its path.</summary>
    public required int Index { get; init; }

    /// <summary>Shared by answers that were asked for together to be compared.</summary>
    public Guid? ComparisonId { get; init; }

    /// <summary><c>user</c> or <c>assistant</c>.</summary>
    public required string Role { get; init; }

    public string Content { get; set; } = "";

    /// <summary>What the model was given for this question when a template put more around it; later turns repeat it to the letter.</summary>
    public string? Asked { get; set; }

    /// <summary>What the model thought aloud before it answered; empty where it does not.</summary>
    public string Reasoning { get; set; } = "";

    public string? Model { get; set; }

    public MessageState State { get; set; }

    /// <summary>Why the call failed, as a sentence for the user.</summary>
    public string? Error { get; set; }

    /// <summary>Why the model ended: <c>stop</c>, <c>length</c>, <c>repetition</c>, <c>content_filter</c> or <c>tool_calls</c>; null when unknown.</summary>
    public string? FinishReason { get; set; }

    /// <summary>Where the text stood still and who proposed it; <see langword="null"/> when unknown.</summary>
    public AnswerMarks? Marks { get; set; }

    /// <summary>The request record of the call, as on the Latency page.</summary>
    public Guid? RequestId { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>TTFT in ms.</summary>
    public double? TtftMs { get; set; }

    /// <summary>TPOT in ms.</summary>
    public double? TpotMs { get; set; }

    public int? OutputTokens { get; set; }

    /// <summary>Whether the token count, and what is computed from it, is an estimate.</summary>
    public bool TokensEstimated { get; set; }
}
