using System.Text;
using LatencyPortal.Data;

namespace LatencyPortal.Chat.Hub;

/// <summary>Turns an answer's log, or its stored message, into the events that a client lacks.</summary>
/// <param name="from">What the client has.</param>
/// <param name="requestId">The call that makes the answer.</param>
internal sealed class EventCutter(HubOffset from, Guid? requestId)
{
    private int _text;
    private int _reasoning;

    /// <summary>The first batch: neighbouring pieces of a kind become one, without what the client has.</summary>
    /// <param name="events">The log from its start.</param>
    public IReadOnlyList<HubEvent> CatchUp(IReadOnlyList<MessageEvent> events)
    {
        var ended = events is [.., { Kind: MessageEventKind.End }];
        var textFrom = Begin(from.Text, events, MessageEventKind.Text, ended);
        var reasoningFrom = Begin(from.Reasoning, events, MessageEventKind.Reasoning, ended);
        var made = new List<HubEvent>();
        for (var i = 0; i < events.Count; i++)
        {
            var first = events[i];
            if (first.Kind == MessageEventKind.End)
            {
                made.Add(End(first));
                break;
            }

            var joined = new StringBuilder(first.Text);
            while (i + 1 < events.Count && events[i + 1].Kind == first.Kind)
                joined.Append(events[++i].Text);
            var piece = events[i] with { Text = joined.ToString() };
            if (Cut(Next(piece), first.Kind == MessageEventKind.Text ? textFrom : reasoningFrom) is { } rest)
                made.Add(rest);
        }

        return made;
    }

    /// <summary>Later batches: every piece by itself, for its time.</summary>
    public IReadOnlyList<HubEvent> Live(IReadOnlyList<MessageEvent> events) =>
        [.. events.Select(item => item.Kind == MessageEventKind.End ? End(item) : Next(item))];

    /// <summary>The only batch of an answer that is not being made: it has a text and an end.</summary>
    public IReadOnlyList<HubEvent> Stored(Message message)
    {
        var anew = IsAnotherCall(message.RequestId);
        var pieces = new[]
        {
            Cut(new HubEvent(0, HubEvent.ReasoningKind, 0, message.Reasoning, message.RequestId), anew ? 0 : from.Reasoning),
            Cut(new HubEvent(1, HubEvent.TextKind, 0, message.Content, message.RequestId), anew ? 0 : from.Text),
        };
        var end = new HubEvent(2, HubEvent.EndKind, message.Content.Length, "", message.RequestId)
        {
            ReasoningOffset = message.Reasoning.Length,
            // Nobody writes it any more, and how it ended could not be stored.
            State = HubMessage.NameOf(message.State == MessageState.Streaming ? MessageState.Interrupted : message.State),
            Error = message.Error,
            FinishReason = message.FinishReason,
            Figures = HubFigures.Of(message),
        };
        return [.. pieces.OfType<HubEvent>(), end];
    }

    /// <summary>
    /// Where a client goes on. Nobody has more of a running answer than its log, so who says so has the text of another call
    /// and gets all of it. Of one that has ended a client may have more than was stored before a crash: the end tells.
    /// </summary>
    private int Begin(int offset, IReadOnlyList<MessageEvent> events, MessageEventKind kind, bool ended)
    {
        if (IsAnotherCall(requestId))
            return 0;
        return !ended && offset > events.Where(item => item.Kind == kind).Sum(item => item.Text.Length) ? 0 : offset;
    }

    private bool IsAnotherCall(Guid? made) => from.RequestId is { } known && known != made;

    private HubEvent Next(MessageEvent item)
    {
        var (kind, offset) = item.Kind == MessageEventKind.Text ? (HubEvent.TextKind, _text) : (HubEvent.ReasoningKind, _reasoning);
        if (item.Kind == MessageEventKind.Text)
            _text += item.Text.Length;
        else
            _reasoning += item.Text.Length;
        return new HubEvent(item.Sequence, kind, offset, item.Text, requestId) { AtMs = Math.Round(item.AtMs, 2) };
    }

    private HubEvent End(MessageEvent item)
    {
        var end = item.End!;
        return new HubEvent(item.Sequence, HubEvent.EndKind, _text, "", end.RequestId ?? requestId)
        {
            AtMs = Math.Round(item.AtMs, 2),
            ReasoningOffset = _reasoning,
            State = HubMessage.NameOf(end.State),
            Error = end.Error,
            FinishReason = end.FinishReason,
            Figures = HubFigures.Of(end.Figures),
        };
    }

    /// <summary>What of a piece lies behind an offset; <see langword="null"/> when nothing does.</summary>
    private static HubEvent? Cut(HubEvent piece, int offset)
    {
        var skip = Math.Max(0, offset - piece.Offset);
        if (skip >= piece.Text.Length)
            return null;
        // Half a surrogate pair cannot travel as JSON.
        if (skip > 0 && char.IsSurrogatePair(piece.Text[skip - 1], piece.Text[skip]))
            skip--;
        return piece with { Offset = piece.Offset + skip, Text = piece.Text[skip..] };
    }
}
