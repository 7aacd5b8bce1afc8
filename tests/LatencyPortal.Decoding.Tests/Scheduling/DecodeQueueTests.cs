using System.Threading.Channels;
using LatencyPortal.Decoding.Sampling;
using LatencyPortal.Decoding.Scheduling;
using Microsoft.Extensions.Logging.Abstractions;

namespace LatencyPortal.Decoding.Tests.Scheduling;

public sealed class DecodeQueueTests
{
    private static CancellationToken Testing => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Enqueue_SeveralJobs_RunInArrivalOrderOnOneThread()
    {
        var seen = new List<(int Job, int Thread)>();
        await using var queue = new DecodeQueue(
            job => seen.Add((job.MaxTokens, Environment.CurrentManagedThreadId)), 4, NullLogger.Instance);
        var outputs = new List<ChannelReader<DecodedPiece>>();

        for (var i = 1; i <= 20; i++)
            outputs.Add(await Enqueue(queue, i, Testing));
        await Task.WhenAll(outputs.Select(output => output.Completion)).WaitAsync(Testing);

        Assert.Equal(Enumerable.Range(1, 20), seen.Select(entry => entry.Job));
        Assert.Single(seen.Select(entry => entry.Thread).Distinct());
    }

    [Fact]
    public async Task Enqueue_JobCancelledWhileWaiting_NeverRuns()
    {
        using var gate = new SemaphoreSlim(0);
        var ran = new List<int>();
        await using var queue = new DecodeQueue(
            job =>
            {
                ran.Add(job.MaxTokens);
                if (job.MaxTokens == 1)
                    gate.Wait(Testing);
            },
            4,
            NullLogger.Instance);
        using var cancellation = new CancellationTokenSource();
        await Enqueue(queue, 1, Testing);
        var waiting = await Enqueue(queue, 2, cancellation.Token);
        var last = await Enqueue(queue, 3, Testing);

        await cancellation.CancelAsync();
        gate.Release();
        await last.Completion.WaitAsync(Testing);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.Completion);
        Assert.Equal([1, 3], ran);
    }

    [Fact]
    public async Task Enqueue_FullQueue_WaitsForAPlaceAndCanBeCancelled()
    {
        using var gate = new SemaphoreSlim(0);
        using var running = new SemaphoreSlim(0);
        await using var queue = new DecodeQueue(
            _ =>
            {
                running.Release();
                gate.Wait(Testing);
            },
            1,
            NullLogger.Instance);
        await Enqueue(queue, 1, Testing);
        await running.WaitAsync(Testing);
        await Enqueue(queue, 2, Testing);
        using var cancellation = new CancellationTokenSource();

        var third = Enqueue(queue, 3, cancellation.Token);
        Assert.False(third.IsCompleted);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => third);
        gate.Release(2);
    }

    [Fact]
    public async Task Enqueue_JobThatFails_EndsOnlyItself()
    {
        await using var queue = new DecodeQueue(
            job =>
            {
                if (job.MaxTokens == 1)
                    throw new InvalidOperationException("broken");
            },
            4,
            NullLogger.Instance);

        var broken = await Enqueue(queue, 1, Testing);
        var fine = await Enqueue(queue, 2, Testing);

        await fine.Completion.WaitAsync(Testing);
        await Assert.ThrowsAsync<InvalidOperationException>(() => broken.Completion);
    }

    [Fact]
    public async Task Dispose_RunningAndWaitingJobs_AreEnded()
    {
        using var running = new SemaphoreSlim(0);
        using var gate = new SemaphoreSlim(0);
        var queue = new DecodeQueue(
            job =>
            {
                running.Release();
                gate.Wait(job.Cancellation);
            },
            4,
            NullLogger.Instance);
        var first = await Enqueue(queue, 1, queue.Stopping);
        var second = await Enqueue(queue, 2, queue.Stopping);
        await running.WaitAsync(Testing);

        await queue.DisposeAsync();
        await queue.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => first.Completion);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => second.Completion);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Enqueue(queue, 3, Testing));
    }

    private static async Task<ChannelReader<DecodedPiece>> Enqueue(
        DecodeQueue queue, int number, CancellationToken cancellation)
    {
        var output = Channel.CreateUnbounded<DecodedPiece>();
        var job = new DecodeJob([1], number, new SamplingOptions(0, 1, 0), [], output.Writer, cancellation);
        await queue.EnqueueAsync(job, cancellation);
        return output.Reader;
    }
}
