using System.Runtime.CompilerServices;
using LatencyPortal.Data;

namespace LatencyPortal.Chat;

/// <summary>
/// The append-only log of one answer. Any number of readers follow it, each from its own offset: first all there is in
/// one batch, then what comes. One writer; a reader never holds it up.
/// </summary>
internal sealed class MessageEventLog
{
    private readonly Lock _gate = new();
    private readonly List<MessageEvent> _events = [];
    private TaskCompletionSource _more = NewSignal();
    private bool _ended;

    /// <summary>Whether nothing has come yet.</summary>
    public bool IsEmpty
    {
        get { lock (_gate) return _events.Count == 0; }
    }

    /// <summary>Adds a piece of text.</summary>
    /// <param name="kind">Of the answer, or of what the model thinks aloud.</param>
    /// <param name="text">The piece.</param>
    /// <param name="atMs">When it came, in ms since the question was submitted.</param>
    /// <param name="origins">Who proposed it, in order; empty where nobody says.</param>
    public void Append(MessageEventKind kind, string text, double atMs, IReadOnlyList<OriginStretch> origins) =>
        Add(sequence => new MessageEvent(sequence, kind, text, atMs) { Origins = origins });

    /// <summary>Adds the last event; appending after it is an error of the writer.</summary>
    public void Complete(AnswerEnd end, double atMs) => Add(sequence => new MessageEvent(sequence, MessageEventKind.End, "", atMs) { End = end });

    /// <summary>Batches of events from an offset on; ends after the last event.</summary>
    public async IAsyncEnumerable<IReadOnlyList<MessageEvent>> ReadAsync(
        int offset, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            IReadOnlyList<MessageEvent> batch;
            Task more;
            bool ended;
            lock (_gate)
            {
                batch = offset < _events.Count ? _events[offset..] : [];
                (more, ended) = (_more.Task, _ended);
            }

            if (batch.Count > 0)
            {
                yield return batch;
                offset += batch.Count;
            }

            if (ended)
                yield break;
            // The signal was taken together with the batch, so nothing appended since is missed.
            await more.WaitAsync(cancellationToken);
        }
    }

    private void Add(Func<int, MessageEvent> make)
    {
        TaskCompletionSource signal;
        lock (_gate)
        {
            if (_ended)
                throw new InvalidOperationException("The log has ended.");
            var item = make(_events.Count);
            _events.Add(item);
            _ended = item.Kind == MessageEventKind.End;
            (signal, _more) = (_more, NewSignal());
        }

        signal.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
