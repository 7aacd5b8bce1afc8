using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace LatencyPortal.Decoding.Scheduling;

/// <summary>
/// Runs jobs one after another, in arrival order, on one thread of its own. A failing job ends only
/// itself: its error goes to the reader of its output.
/// </summary>
internal sealed partial class DecodeQueue : IAsyncDisposable
{
    private readonly Action<DecodeJob> _run;
    private readonly ILogger _logger;
    private readonly Channel<DecodeJob> _jobs;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _disposed;

    public DecodeQueue(Action<DecodeJob> run, int capacity, ILogger logger)
    {
        _run = run;
        _logger = logger;
        Stopping = _stopping.Token;
        // A full queue makes callers wait: they are cancellable, and order is kept.
        _jobs = Channel.CreateBounded<DecodeJob>(new BoundedChannelOptions(capacity)
        {
            FullMode = BoundedChannelFullMode.Wait,
            SingleReader = true,
        });
        new Thread(Work) { IsBackground = true, Name = "decoder" }.Start();
    }

    /// <summary>Cancelled when the queue is disposed; jobs link it into their cancellation.</summary>
    public CancellationToken Stopping { get; }

    /// <exception cref="ObjectDisposedException">The model was unloaded.</exception>
    public async ValueTask EnqueueAsync(DecodeJob job, CancellationToken cancellationToken)
    {
        try
        {
            await _jobs.Writer.WriteAsync(job, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            throw Unloaded();
        }
    }

    /// <summary>Ends the running job within a step and all waiting ones at once, then the thread.</summary>
    public async ValueTask DisposeAsync()
    {
        var first = Interlocked.Exchange(ref _disposed, 1) == 0;
        if (first)
        {
            _jobs.Writer.TryComplete();
            await _stopping.CancelAsync().ConfigureAwait(false);
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
            // This thread has nothing else to do, so it may block.
            while (_jobs.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
            {
                while (_jobs.Reader.TryRead(out var job))
                    RunOne(job);
            }
        }
        finally
        {
            _ended.SetResult();
        }
    }

    private void RunOne(DecodeJob job)
    {
        Exception? error = null;
        try
        {
            if (Stopping.IsCancellationRequested)
                throw Unloaded();
            job.Cancellation.ThrowIfCancellationRequested();
            _run(job);
        }
        catch (OperationCanceledException) when (Stopping.IsCancellationRequested)
        {
            error = Unloaded();
        }
        catch (OperationCanceledException e)
        {
            error = e;
        }
        catch (ObjectDisposedException e) when (Stopping.IsCancellationRequested)
        {
            error = e;
        }
#pragma warning disable CA1031 // Whatever goes wrong in one job belongs to its reader; the queue lives on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogFailed(_logger, e);
            error = e;
        }

        job.Output.TryComplete(error);
    }

    [LoggerMessage(LogLevel.Error, "A request failed in the local decoder.")]
    private static partial void LogFailed(ILogger logger, Exception error);
}
