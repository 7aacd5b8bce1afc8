using System.Runtime.CompilerServices;
using LatencyPortal.Data;
using Microsoft.AspNetCore.SignalR;

namespace LatencyPortal.Chat.Hub;

/// <summary>
/// What hub clients follow: a running answer from its log, any other from the database. Each follower reads at its own pace
/// and holds one batch at a time; a slow one finds more in the next.
/// </summary>
internal sealed class AnswerFeed(GenerationRegistry generations, ConversationStore store)
{
    /// <summary>Batches of events; the first has all there is from the offset on, the last one the end.</summary>
    /// <exception cref="HubException">There is no such message, or the offset is negative.</exception>
    public async IAsyncEnumerable<IReadOnlyList<HubEvent>> ReadAsync(
        Guid messageId, HubOffset from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (from.Text < 0 || from.Reasoning < 0)
            throw new HubException("An offset counts characters from 0.");
        var (job, message) = await FindAsync(messageId, cancellationToken);
        if (job is null)
        {
            yield return new EventCutter(from, null).Stored(message!);
            yield break;
        }

        var cutter = new EventCutter(from, job.Context.Id);
        var live = job.Log.IsEmpty;
        if (live)
            yield return [];
        await foreach (var batch in job.Log.ReadAsync(0, cancellationToken))
        {
            yield return live ? cutter.Live(batch) : cutter.CatchUp(batch);
            live = true;
        }
    }

    private async Task<(GenerationJob? Job, Message? Message)> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        if (generations.TryGet(id, out var job))
            return (job, null);
        var message = await store.FindMessageAsync(id, cancellationToken);
        if (message is null || await store.FindHeadAsync(message.ConversationId, cancellationToken) is null)
            throw new HubException("There is no such message. It may have been deleted.");
        // It is stored a moment before its job is known; whoever starts it is done when this comes to its turn.
        return message.State == MessageState.Streaming
            ? await generations.OneByOneAsync(() => LookAgainAsync(id, message, cancellationToken), cancellationToken)
            : (null, message);
    }

    private async Task<(GenerationJob? Job, Message? Message)> LookAgainAsync(Guid id, Message message, CancellationToken cancellationToken) =>
        generations.TryGet(id, out var job) ? (job, null) : (null, await store.FindMessageAsync(id, cancellationToken) ?? message);
}
