using Xunit;

namespace LatencyPortal.Tests.Chat.Hub;

/// <summary>What a client keeps of an answer by the rule of docs/hub.md, and what a strict reader would say to it.</summary>
internal sealed class FollowedAnswer
{
    public string Text { get; private set; } = "";

    public string Reasoning { get; private set; } = "";

    public HubPiece? End { get; private set; }

    public Guid? RequestId { get; private set; }

    /// <summary>What to subscribe with.</summary>
    public object Offset => new { text = Text.Length, reasoning = Reasoning.Length, requestId = RequestId };

    public void Take(IReadOnlyList<HubPiece> batch)
    {
        foreach (var piece in batch)
            Take(piece);
    }

    public void Take(HubPiece piece)
    {
        Assert.Null(End);
        RequestId = piece.RequestId;
        switch (piece.Kind)
        {
            case "text":
                Assert.InRange(piece.Offset, 0, Text.Length); // no gap
                Text = Text[..piece.Offset] + piece.Text;
                break;
            case "reasoning":
                Assert.InRange(piece.Offset, 0, Reasoning.Length);
                Reasoning = Reasoning[..piece.Offset] + piece.Text;
                break;
            default:
                Assert.InRange(piece.Offset, 0, Text.Length);
                (Text, Reasoning, End) = (Text[..piece.Offset], Reasoning[..piece.ReasoningOffset!.Value], piece);
                break;
        }
    }
}
