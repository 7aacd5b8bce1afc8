using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace LatencyPortal.Decoding.Scheduling;

/// <summary>
/// Runs a <see cref="DecodeLoop"/> on a thread of its own: requests join and leave between its steps, in arrival order.
/// </summary>
internal sealed partial class DecodeThread : IAsyncDisposable
{
    private readonly DecodeLoop _loop;
    private readonly int _capacity;
    private readonly ILogger _logger;
    private readonly Channel<DecodeJob> _arrivals = Channel.CreateUnbounded<DecodeJob>(new UnboundedChannelOptions { SingleReader = true });
    private readonly LinkedList<DecodeJob> _waiting = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _inside;
    private int _disposed;

    public DecodeThread(DecodeLoop loop, int capacity, ILogger logger)
    {
        _loop = loop;
        _capacity = capacity;
        _logger = logger;
        Stopping = _stopping.Token;
        new Thread(Work) { IsBackground = true, Name = "decoder" }.Start();
    }

    /// <summary>Cancelled when the thread is told to end; jobs link it into their cancellation.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>
    /// Takes a request in. Running and waiting ones count together, so that of many that come at once exactly those are
    /// refused for whom there is no room, however far the thread has come. One that is cancelled while it waits frees
    /// its place at once.
    /// </summary>
    /// <exception cref="QueueFullException">As many wait as may.</exception>
    /// <exception cref="ObjectDisposedException">The model was unloaded.</exception>
    public void Enqueue(DecodeJob job)
    {
        if (Interlocked.Increment(ref _inside) > _loop.Rows + _capacity)
        {
            Interlocked.Decrement(ref _inside);
            throw new QueueFullException(_capacity);
        }

        job.Ended = () => Interlocked.Decrement(ref _inside);
        job.Cancellation.UnsafeRegister(
            static state =>
            {
                var (thread, cancelled) = ((DecodeThread, DecodeJob))state!;
                if (cancelled.TryClaim())
                    thread.EndWaiting(cancelled);
            },
            (this, job));
        if (!_arrivals.Writer.TryWrite(job))
        {
            job.Complete(Unloaded());
            throw Unloaded();
        }
    }

    /// <summary>Ends running jobs within a step and waiting ones at once, then the thread.</summary>
    public async ValueTask DisposeAsync()
    {
        var first = Interlocked.Exchange(ref _disposed, 1) == 0;
        if (first)
        {
            _arrivals.Writer.TryComplete();
            await _stopping.CancelAsync().ConfigureAwait(false);
            _loop.Terminate();
        }

        await _ended.Task.ConfigureAwait(false);
        if (first)
            _stopping.Dispose();
    }

    public static ObjectDisposedException Unloaded() => new(nameof(LocalModel), "The model was unloaded.");

    private void Work()
    {
        try
        {
            while (!Stopping.IsCancellationRequested)
            {
                TakeArrivals();
                if (_loop.HasWork)
                    _loop.Step();
                else if (!_arrivals.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
                    break; // This thread has nothing else to do, so it may block.
            }
        }
#pragma warning disable CA1031 // Nothing may escape from the thread: it would end the process. The readers are told.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogBroken(_logger, e);
            _loop.FailAll(new DecodeFaultException("The model failed in the middle of this answer; the log says why.", e));
        }
        finally
        {
            _arrivals.Writer.TryComplete();
            _loop.FailAll(Unloaded());
            // Whoever waits or just arrived is told; the loop takes nobody in any more.
            while (_arrivals.Reader.TryRead(out var job))
                _waiting.AddLast(job);
            foreach (var job in _waiting)
                job.Complete(Unloaded());
            _ended.SetResult();
        }
    }

    /// <summary>Admits who arrived, as far as there is room; those who no longer wait are let go.</summary>
    private void TakeArrivals()
    {
        while (_arrivals.Reader.TryRead(out var job))
            _waiting.AddLast(job);
        for (var node = _waiting.First; node is not null;)
        {
            var (job, next) = (node.Value, node.Next);
            // Looked at once: a request that is cancelled only now must not begin where there is no room for it.
            var cancelled = job.Cancellation.IsCancellationRequested;
            if (cancelled || _loop.CanAdmit || _loop.CanOvertake(job))
            {
                _waiting.Remove(node);
                if (job.TryClaim())
                {
                    if (cancelled)
                        EndWaiting(job);
                    else
                        _loop.Admit(job);
                }
            }

            node = next;
        }
    }

    private void EndWaiting(DecodeJob job) =>
        job.Complete(Stopping.IsCancellationRequested ? Unloaded() : new OperationCanceledException(job.Cancellation));

    [LoggerMessage(LogLevel.Critical, "The thread of the local decoder failed; the model answers no more until it is loaded again.")]
    private static partial void LogBroken(ILogger logger, Exception error);
}
