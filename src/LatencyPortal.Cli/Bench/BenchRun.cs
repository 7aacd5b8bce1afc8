using System.Collections.Concurrent;
using LatencyPortal.Gateway;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Cli.Bench;

/// <summary>Sends the requests of one run and collects what each one measured.</summary>
internal sealed class BenchRun(GatewayModel model, PromptMix prompts, BenchSettings settings, TextWriter progress)
{
    private const int ProgressStep = 20;

    private static readonly TimeProvider Time = TimeProvider.System;

    private readonly ConcurrentQueue<BenchCall> _calls = [];
    private volatile bool _answered;

    /// <summary>Runs to the end, to the time limit or to cancellation; what was measured until then is kept.</summary>
    /// <exception cref="ModelCallException">The model cannot be called at all, so that no request can succeed.</exception>
    public async Task<BenchOutcome> RunAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(settings.TimeLimit);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var started = Time.GetTimestamp();
        string? stopped = null;
        try
        {
            for (var request = 0; request < settings.Warmup; request++)
                await CallAsync(request, due: null, stop.Token);
            await progress.WriteLineAsync($"Warmed up with {settings.Warmup} requests, measuring {settings.Requests}.");
            started = Time.GetTimestamp();
            await MeasureAsync(started, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            stopped = cancellationToken.IsCancellationRequested ? "cancelled" : "time limit";
        }

        return new BenchOutcome([.. _calls], Time.GetElapsedTime(started), stopped);
    }

    private Task MeasureAsync(long started, CancellationToken cancellationToken)
    {
        var schedule = settings.Rate is { } rate ? ArrivalSchedule.Poisson(rate, settings.Requests, settings.Seed) : null;
        var load = new ParallelOptions
        {
            // An open loop never waits for an answer before it sends.
            MaxDegreeOfParallelism = schedule is null ? settings.Concurrency : settings.Requests,
            CancellationToken = cancellationToken,
        };
        return Parallel.ForEachAsync(Enumerable.Range(0, settings.Requests), load, async (request, token) =>
        {
            var due = schedule is null ? (long?)null : started + (long)(schedule[request].TotalSeconds * Time.TimestampFrequency);
            if (schedule is not null && schedule[request] - Time.GetElapsedTime(started) is var wait && wait > TimeSpan.Zero)
                await Task.Delay(wait, Time, token);
            _calls.Enqueue(await CallAsync(settings.Warmup + request, due, token));
            if (_calls.Count % ProgressStep == 0)
                await progress.WriteLineAsync($"{_calls.Count} of {settings.Requests}");
        });
    }

    private async Task<BenchCall> CallAsync(int request, long? due, CancellationToken cancellationToken)
    {
        var late = due is { } scheduled ? Time.GetElapsedTime(scheduled).TotalMilliseconds : (double?)null;
        var context = new RequestContext(Time, "cli");
        ChatMessage[] messages = [new(ChatRole.User, prompts[request])];
        var options = context.Attach(new ChatOptions { MaxOutputTokens = settings.MaxTokens });
        string? error = null;
        try
        {
            await foreach (var _ in model.Client.GetStreamingResponseAsync(messages, options, cancellationToken))
            {
                // The pipeline stamps each piece as it arrives; the text itself is not needed.
            }

            _answered = true;
        }
        catch (ModelCallException e) when (context.Record is not null && (_answered || !IsHopeless(e.Kind)))
        {
            error = e.Code;
        }

        var record = context.Record ?? throw new InvalidOperationException("The stream ended without a record.");
        return new BenchCall(record, late, error);
    }

    /// <summary>Whether the next request would fail in the same way.</summary>
    private static bool IsHopeless(ModelErrorKind kind) =>
        kind is ModelErrorKind.Unreachable or ModelErrorKind.WrongKey or ModelErrorKind.UnknownModel or ModelErrorKind.ModelUnavailable;
}
