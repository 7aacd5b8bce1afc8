namespace LatencyPortal.Data;

/// <summary>One message of a conversation. Assistant messages carry the figures of the call that made them.</summary>
internal sealed class Message
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid ConversationId { get; init; }

    /// <summary>Position in the conversation, from 0.</summary>
    public required int Index { get; init; }

    /// <summary><c>user</c> or <c>assistant</c>.</summary>
    public required string Role { get; init; }

    public string Content { get; set; } = "";

    public string? Model { get; set; }

    public MessageState State { get; set; }

    /// <summary>Why the call failed, as a sentence for the user.</summary>
    public string? Error { get; set; }

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
