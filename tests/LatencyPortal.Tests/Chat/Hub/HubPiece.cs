namespace LatencyPortal.Tests.Chat.Hub;

/// <summary>An event as a client written from docs/hub.md reads it.</summary>
public sealed record HubPiece(
    int Sequence,
    string Kind,
    int Offset,
    string Text,
    double? AtMs,
    Guid? RequestId,
    int? ReasoningOffset,
    string? State,
    string? Error,
    HubPieceFigures? Figures);
