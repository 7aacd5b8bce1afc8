using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using LatencyPortal.Data;
using LatencyPortal.Gateway;
using LatencyPortal.Telemetry;

namespace LatencyPortal.Chat;

/// <summary>Owns the running generations. At start it tidies up after a crash, at stop it closes what still runs.</summary>
internal sealed class GenerationRegistry(
    ModelGateway gateway, ConversationStore store, PromptBuilder prompts, TelemetryWriter telemetry, TimeProvider time, ILogger<GenerationJob> logger) : IHostedService, IDisposable
{
    /// <summary>Most answers made at once; further questions are refused with a sentence.</summary>
    public const int MostRunning = 64;

    private readonly ConcurrentDictionary<Guid, (GenerationJob Job, Task Run)> _running = new();
    private readonly SemaphoreSlim _starting = new(1, 1);

    /// <summary>Whether so many more answers can be made now.</summary>
    public bool HasRoomFor(int count) => _running.Count + count <= MostRunning;

    /// <summary>
    /// Runs one caller at a time: between looking whether an answer may begin and its start nobody else may begin one, or
    /// two tabs would fill the same answer twice.
    /// </summary>
    public async Task<T> OneByOneAsync<T>(Func<Task<T>> step, CancellationToken cancellationToken)
    {
        await _starting.WaitAsync(cancellationToken);
        try
        {
            return await step();
        }
        finally
        {
            _starting.Release();
        }
    }

    public void Dispose() => _starting.Dispose();

    /// <summary>Begins to fill an answer.</summary>
    public GenerationJob Start(Message answer) => Start([answer])[0];

    /// <summary>Begins to fill the answers of one turn, all at once: several are a comparison.</summary>
    public IReadOnlyList<GenerationJob> Start(IReadOnlyList<Message> answers)
    {
        var begin = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var jobs = answers.Select(answer => new GenerationJob(answer, gateway, store, prompts, time, logger)).ToList();
        // Registered before they run, so that none can end before it is known.
        foreach (var job in jobs)
            _running[job.MessageId] = (job, RunAsync(job, begin.Task));
        begin.SetResult();
        store.Announce(jobs[0].ConversationId);
        return jobs;
    }

    public bool TryGet(Guid messageId, [NotNullWhen(true)] out GenerationJob? job)
    {
        var found = _running.TryGetValue(messageId, out var entry);
        job = entry.Job;
        return found;
    }

    public bool IsRunning(Guid conversationId) => _running.Values.Any(entry => entry.Job.ConversationId == conversationId);

    /// <summary>Stops an answer, and with it those it is compared with.</summary>
    /// <returns>False when the answer is not being made any more.</returns>
    public bool Stop(Guid messageId)
    {
        if (!TryGet(messageId, out var job))
            return false;
        job.Stop(MessageState.Stopped);
        if (job.ComparisonId is { } comparison)
        {
            foreach (var (other, _) in _running.Values.Where(entry => entry.Job.ComparisonId == comparison))
                other.Stop(MessageState.Stopped);
        }

        return true;
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        store.Deleted += StopConversation;
        foreach (var answer in await store.RecoverAsync(cancellationToken))
            telemetry.TryWrite(RecordOf(answer));
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        store.Deleted -= StopConversation;
        var running = _running.Values.ToList();
        foreach (var (job, _) in running)
            job.Stop(MessageState.Interrupted);
        await Task.WhenAll(running.Select(entry => entry.Run)).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Nobody waits for an answer in a conversation that is deleted.</summary>
    private void StopConversation(Guid conversationId)
    {
        foreach (var (job, _) in _running.Values)
        {
            if (job.ConversationId == conversationId)
                job.Stop(MessageState.Stopped);
        }
    }

    /// <summary>
    /// The call of an answer that the end of the portal cut off. Its stamps died with the process; that there was a call, and
    /// that it failed, is known.
    /// </summary>
    private static RequestRecord RecordOf(Message answer) => new()
    {
        Id = answer.RequestId!.Value,
        StartedAt = answer.CreatedAt,
        Source = "chat",
        Model = answer.Model!,
        Endpoint = answer.Model!.Contains('/', StringComparison.Ordinal) ? answer.Model[..answer.Model.IndexOf('/', StringComparison.Ordinal)] : "local",
        Outcome = RequestOutcome.Failed,
        ErrorKind = "interrupted",
    };

    private async Task RunAsync(GenerationJob job, Task begin)
    {
        await begin;
        await job.RunAsync();
        _running.TryRemove(job.MessageId, out _);
        job.Dispose();
    }
}
