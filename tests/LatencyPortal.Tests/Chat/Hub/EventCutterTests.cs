using CsCheck;
using LatencyPortal.Chat;
using LatencyPortal.Chat.Hub;
using LatencyPortal.Data;
using Xunit;

namespace LatencyPortal.Tests.Chat.Hub;

public sealed class EventCutterTests
{
    private static readonly Guid Call = Guid.NewGuid();

    private static readonly string[] Texts = ["a", "bc", "\n", "😀", "ä😀x", " word", "👩‍💻"];

    private static readonly Gen<(bool IsText, string Text)> Pieces = Gen.Select(
        Gen.Frequency((4, Gen.Const(true)), (1, Gen.Const(false))), Gen.Int[0, Texts.Length - 1].Select(i => Texts[i]));

    /// <summary>What happens between two looks of a client: pieces come, the connection breaks, or the answer ends.</summary>
    private static readonly Gen<int> Steps = Gen.Int[0, 5];

    /// <summary>
    /// Whatever is cut when, also over the end and over a restart of the portal that keeps all, a client has the text: no gap,
    /// no double.
    /// </summary>
    [Fact]
    public void CatchUp_AnyCutsAndReconnects_GiveExactlyTheText() =>
        Gen.Select(Pieces.Array[0, 40], Steps.Array[0, 60], Gen.Bool, Gen.Bool).Sample((pieces, steps, restarted, knowsCall) =>
        {
            var log = LogOf(pieces);
            var (client, read, written) = (new FollowedAnswer(), 0, 0);
            EventCutter? cutter = null;
            foreach (var step in steps)
            {
                if (step <= 2)
                {
                    written = Math.Min(written + step, log.Count);
                }
                else if (step == 3)
                {
                    cutter = null;
                }
                else if (client.End is null && written > 0)
                {
                    var batch = cutter is null
                        ? (cutter = New(client, knowsCall)).CatchUp(log[..written])
                        : cutter.Live(log[read..written]);
                    read = written;
                    Take(client, batch);
                }
            }

            // At last it comes back: to the log of the answer that has ended, or to the database.
            if (client.End is null)
                Take(client, restarted ? New(client, knowsCall).Stored(StoredOf(pieces, Call)) : New(client, knowsCall).CatchUp(log));
            Assert.Equal(TextOf(pieces, true), client.Text);
            Assert.Equal(TextOf(pieces, false), client.Reasoning);
            Assert.Equal("complete", client.End!.State);
        });

    /// <summary>A crash loses what was not stored; the end tells a client to forget it too.</summary>
    [Fact]
    public void Stored_LessThanTheClientHas_ClientEndsWithWhatIsStored() =>
        Gen.Select(Pieces.Array[1, 40], Gen.Int[0, 40], Gen.Int[0, 40], Gen.Bool).Sample((pieces, seen, kept, knowsCall) =>
        {
            var log = LogOf(pieces);
            var client = new FollowedAnswer();
            seen = Math.Min(seen, pieces.Length);
            if (seen > 0)
                Take(client, New(client, knowsCall).CatchUp(log[..seen]));
            var stored = pieces[..Math.Min(kept, pieces.Length)];

            Take(client, New(client, knowsCall).Stored(StoredOf(stored, Guid.NewGuid())));

            Assert.Equal(TextOf(stored, true), client.Text);
        });

    [Fact]
    public void CatchUp_OffsetInsideACharacter_BeginsBeforeIt()
    {
        var batch = new EventCutter(new HubOffset(2), Call).CatchUp(LogOf([(true, "a😀b")])[..1]);

        Assert.Equal((1, "😀b"), (Assert.Single(batch).Offset, batch[0].Text));
    }

    [Fact]
    public void CatchUp_MoreThanARunningAnswerHas_BeginsAtTheStart()
    {
        var batch = new EventCutter(new HubOffset(7), Call).CatchUp(LogOf([(true, "abc")])[..1]);

        Assert.Equal((0, "abc"), (Assert.Single(batch).Offset, batch[0].Text));
    }

    private static EventCutter New(FollowedAnswer client, bool knowsCall) =>
        new(new HubOffset(client.Text.Length, client.Reasoning.Length, knowsCall ? client.RequestId : null), Call);

    private static void Take(FollowedAnswer client, IEnumerable<HubEvent> batch) => client.Take([.. batch.Select(item => new HubPiece(
        item.Sequence, item.Kind, item.Offset, item.Text, item.AtMs, item.RequestId, item.ReasoningOffset, item.State, item.Error, null))]);

    private static List<MessageEvent> LogOf((bool IsText, string Text)[] pieces) =>
    [
        .. pieces.Select((piece, i) => new MessageEvent(i, piece.IsText ? MessageEventKind.Text : MessageEventKind.Reasoning, piece.Text, i)),
        new MessageEvent(pieces.Length, MessageEventKind.End, "", pieces.Length) { End = new AnswerEnd(MessageState.Complete, null, Call, AnswerFigures.None) },
    ];

    private static Message StoredOf((bool IsText, string Text)[] pieces, Guid call) => new()
    {
        ConversationId = Guid.NewGuid(),
        Index = 1,
        Role = "assistant",
        CreatedAt = DateTimeOffset.UnixEpoch,
        Content = TextOf(pieces, true),
        Reasoning = TextOf(pieces, false),
        RequestId = call,
    };

    private static string TextOf((bool IsText, string Text)[] pieces, bool text) =>
        string.Concat(pieces.Where(piece => piece.IsText == text).Select(piece => piece.Text));
}
