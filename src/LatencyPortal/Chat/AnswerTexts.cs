using LatencyPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace LatencyPortal.Chat;

/// <summary>
/// Stores the texts so far of all answers that stream. Many answers would be many transactions a second, each of which blocks a thread
/// until the disk has it; here they share one, on a thread of its own, a few times a second.
/// </summary>
internal sealed class AnswerTexts(IDbContextFactory<PortalDbContext> databases)
{
    /// <summary>From the end of one transaction to the next: meanwhile texts gather.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private Dictionary<Guid, string> _waiting = [];
    private TaskCompletionSource _next = NewBatch();
    private bool _isWriting;

    /// <summary>Stores a text; of several for one answer that gather the last.</summary>
    /// <returns>When it is stored, or could not be.</returns>
    public Task SaveAsync(Guid messageId, string text)
    {
        lock (_gate)
        {
            _waiting[messageId] = text;
            if (!_isWriting)
            {
                _isWriting = true;
                // A thread of its own: SQLite blocks, and the threads of the pool carry the tokens.
                new Thread(Write) { IsBackground = true, Name = "answer texts" }.Start();
            }

            return _next.Task;
        }
    }

    private static TaskCompletionSource NewBatch() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Write()
    {
        while (true)
        {
            Dictionary<Guid, string> texts;
            TaskCompletionSource batch;
            lock (_gate)
            {
                if (_waiting.Count == 0)
                {
                    _isWriting = false;
                    return;
                }

                (texts, _waiting) = (_waiting, []);
                (batch, _next) = (_next, NewBatch());
            }

            try
            {
                Store(texts);
                batch.SetResult();
            }
            catch (Exception e)
            {
                batch.SetException(e);
            }

            Thread.Sleep(Gathering);
        }
    }

    private void Store(Dictionary<Guid, string> texts)
    {
        // The thread is this writer's own: waiting takes it from nobody.
        using var database = databases.CreateDbContextAsync().GetAwaiter().GetResult();
        using var transaction = database.Database.BeginTransaction();
        foreach (var (id, text) in texts)
        {
            // An answer that has ended meanwhile has its whole text.
            database.Messages.Where(m => m.Id == id && m.State == MessageState.Streaming).ExecuteUpdate(set => set.SetProperty(m => m.Content, text));
        }

        transaction.Commit();
    }
}
