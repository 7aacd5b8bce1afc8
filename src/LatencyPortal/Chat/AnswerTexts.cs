using LatencyPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace LatencyPortal.Chat;

/// <summary>
/// Stores the texts so far of all answers that stream, and how answers end. Many answers would be many transactions a second, each of
/// which blocks a thread until the disk has it; here they share one, on a thread of its own, a few times a second. An answer that ends
/// is stored at once, with all that end in the same moment.
/// </summary>
internal sealed class AnswerTexts(IDbContextFactory<PortalDbContext> databases)
{
    /// <summary>From the end of one transaction to the next: meanwhile texts gather.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(200);

    /// <summary>Pulsed when an answer has ended.</summary>
    private readonly object _gate = new();
    private Dictionary<Guid, (string Text, string Reasoning)> _waiting = [];
    private List<Ending> _ends = [];
    private TaskCompletionSource _next = NewBatch();
    private bool _isWriting;

    /// <summary>Stores a text; of several for one answer that gather the last.</summary>
    /// <returns>When it is stored, or could not be.</returns>
    public Task SaveAsync(Guid messageId, string text, string reasoning)
    {
        lock (_gate)
        {
            _waiting[messageId] = (text, reasoning);
            return WriteSoon();
        }
    }

    /// <summary>Stores how an answer ended, with its whole text.</summary>
    /// <returns>Its conversation; null when that was deleted meanwhile and took its answers along.</returns>
    public Task<Guid?> FinishAsync(Guid messageId, string text, AnswerEnd end)
    {
        var ending = new Ending(messageId, text, end);
        lock (_gate)
        {
            _ends.Add(ending);
            Monitor.Pulse(_gate);
            _ = WriteSoon();
        }

        return ending.Stored.Task;
    }

    private Task WriteSoon()
    {
        if (!_isWriting)
        {
            _isWriting = true;
            // A thread of its own: SQLite blocks, and the threads of the pool carry the tokens.
            new Thread(Write) { IsBackground = true, Name = "answer texts" }.Start();
        }

        return _next.Task;
    }

    private static TaskCompletionSource NewBatch() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Write()
    {
        while (true)
        {
            Dictionary<Guid, (string Text, string Reasoning)> texts;
            List<Ending> ends;
            TaskCompletionSource batch;
            lock (_gate)
            {
                if (_waiting.Count + _ends.Count == 0)
                {
                    _isWriting = false;
                    return;
                }

                (texts, _waiting, ends, _ends) = (_waiting, [], _ends, []);
                (batch, _next) = (_next, NewBatch());
            }

            try
            {
                Store(texts, ends);
                batch.SetResult();
                ends.ForEach(end => end.Stored.SetResult(end.ConversationId));
            }
            catch (Exception e)
            {
                batch.SetException(e);
                ends.ForEach(end => end.Stored.SetException(e));
            }

            lock (_gate)
            {
                if (_ends.Count == 0)
                    Monitor.Wait(_gate, Gathering);
            }
        }
    }

    private void Store(Dictionary<Guid, (string Text, string Reasoning)> texts, List<Ending> ends)
    {
        // The thread is this writer's own: waiting takes it from nobody.
        using var database = databases.CreateDbContextAsync().GetAwaiter().GetResult();
        using var transaction = database.Database.BeginTransaction();
        foreach (var (id, (text, reasoning)) in texts)
        {
            // An answer that has ended meanwhile has its whole text.
            database.Messages.Where(m => m.Id == id && m.State == MessageState.Streaming).ExecuteUpdate(set => set.SetProperty(m => m.Content, text).SetProperty(m => m.Reasoning, reasoning));
        }

        foreach (var ending in ends)
        {
            if (database.Messages.Find(ending.MessageId) is not { } message)
                continue;
            ending.ConversationId = message.ConversationId;
            Finish(message, ending.Text, ending.End);
        }

        database.SaveChanges();
        transaction.Commit();
    }

    private static void Finish(Message message, string text, AnswerEnd end)
    {
        (message.Content, message.State, message.Error, message.RequestId) = (text, end.State, end.Error, end.RequestId);
        (message.Reasoning, message.FinishReason, message.Marks) = (end.Reasoning, end.FinishReason, end.Marks);
        (message.TtftMs, message.TpotMs) = (end.Figures.TtftMs, end.Figures.TpotMs);
        (message.OutputTokens, message.TokensEstimated) = (end.Figures.Tokens, end.Figures.Estimated);
    }

    private sealed record Ending(Guid MessageId, string Text, AnswerEnd End)
    {
        public Guid? ConversationId { get; set; }

        public TaskCompletionSource<Guid?> Stored { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
