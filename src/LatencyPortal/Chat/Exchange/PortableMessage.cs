using System.Text.Json.Serialization;
using LatencyPortal.Data;

namespace LatencyPortal.Chat.Exchange;

/// <summary>A message outside of the portal; see <see cref="Message"/> for what its figures mean.</summary>
internal sealed record PortableMessage
{
    public string? Id { get; init; }

    /// <summary>The message before it; messages with the same one are variants.</summary>
    public string? ParentId { get; init; }

    /// <summary><c>user</c> or <c>assistant</c>; others are not taken in.</summary>
    public string? Role { get; init; }

    public string? Content { get; init; }

    public string? Reasoning { get; init; }

    public string? Model { get; init; }

    [JsonConverter(typeof(JsonStringEnumConverter<MessageState>))]
    public MessageState State { get; init; }

    public string? Error { get; init; }

    public string? FinishReason { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>In ms.</summary>
    public double? TtftMs { get; init; }

    /// <summary>In ms.</summary>
    public double? TpotMs { get; init; }

    public int? OutputTokens { get; init; }

    public bool TokensEstimated { get; init; }

    /// <summary>Shared by answers that were asked for together.</summary>
    public string? ComparisonId { get; init; }

    public AnswerMarks? Marks { get; init; }
}
