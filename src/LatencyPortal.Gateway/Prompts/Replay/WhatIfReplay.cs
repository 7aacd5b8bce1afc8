using LatencyPortal.Gateway.Prompts.Families;
using LatencyPortal.Gateway.Prompts.Templates;
using LatencyPortal.Gateway.Prompts.Traces;
using LatencyPortal.Telemetry.Traces;

namespace LatencyPortal.Gateway.Prompts.Replay;

/// <summary>
/// Tries a draft on recorded requests: what each family's cache would have served of it, beside the version in use. Each request comes when
/// it came, with the values that it had; one cache serves all of them. Any thread.
/// </summary>
/// <remarks>
/// Turns that were asked within the replayed time stand in later requests as the replayed version would have written them; older ones, and
/// answers, stand as they were.
/// </remarks>
public sealed class WhatIfReplay
{
    private static readonly DateTimeOffset MooncakeStart = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly PromptOutline _current;
    private readonly PromptOutline _draft;

    /// <param name="current">The version in use.</param>
    /// <param name="draft">The version that is tried.</param>
    /// <param name="countTokens">Counts the tokens of a text; each static text is counted once.</param>
    public WhatIfReplay(CompiledTemplate current, CompiledTemplate draft, Func<string, int> countTokens)
    {
        (_current, _draft) = (PromptOutline.Of(current, countTokens), PromptOutline.Of(draft, countTokens));
    }

    /// <summary>Replays recorded requests.</summary>
    /// <param name="traces">What they left, in the order of time.</param>
    /// <param name="families">The rules, each with the figures of its model.</param>
    /// <param name="ttft">How long first tokens take; <see langword="null"/> estimates none.</param>
    /// <param name="progress">Is told the share that is done, 0 to 1, from any thread.</param>
    /// <param name="cancellationToken">Ends the replay.</param>
    public Task<WhatIfResult> RunAsync(
        IReadOnlyList<PromptTrace> traces,
        IReadOnlyList<ModelFamily> families,
        TtftEstimate? ttft = null,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(traces);
        ArgumentNullException.ThrowIfNull(families);
        return Task.Run(
            () =>
            {
                var (current, draft) = Both(outline => Read(outline, traces, cancellationToken), cancellationToken);
                var assumed = _draft.Template.Variables.Select(variable => variable.Name)
                    .Where(name => traces.Any(trace => !trace.Values.Any(value => value.Name == name)));
                return new WhatIfResult(
                    traces.Count,
                    traces is [var first, ..] ? first.At : null,
                    traces is [.., var last] ? last.At : null,
                    Compare(current, draft, families, ttft, progress, cancellationToken),
                    [.. assumed]);
            },
            cancellationToken);
    }

    /// <summary>
    /// Replays a trace of Mooncake's form (docs/traces.md): what the template says in front of the conversation, and behind it the trace's
    /// blocks. It knows no values, so variables change as often as their author says.
    /// </summary>
    /// <param name="trace">JSON lines.</param>
    /// <param name="families">The rules, each with the figures of its model.</param>
    /// <param name="ttft">How long first tokens take; <see langword="null"/> estimates none.</param>
    /// <param name="progress">Is told the share that is done, 0 to 1, from any thread.</param>
    /// <param name="cancellationToken">Ends the replay.</param>
    /// <exception cref="FormatException">A line is none of the form; the message names it.</exception>
    public async Task<WhatIfResult> RunMooncakeAsync(
        Stream trace,
        IReadOnlyList<ModelFamily> families,
        TtftEstimate? ttft = null,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(trace);
        ArgumentNullException.ThrowIfNull(families);
        var requests = new List<TraceRequest>();
        try
        {
            await foreach (var request in TraceReader.ReadAsync(trace, new MooncakeFormat(), cancellationToken).ConfigureAwait(false))
                requests.Add(request);
        }
        catch (TraceFormatException e)
        {
            throw new FormatException(e.Message, e);
        }

        return await Task.Run(
            () =>
            {
                var (current, draft) = Both(outline => Read(outline, requests, cancellationToken), cancellationToken);
                return new WhatIfResult(
                    requests.Count, null, null, Compare(current, draft, families, ttft, progress, cancellationToken), [.. _draft.Template.Variables.Select(variable => variable.Name)]);
            },
            cancellationToken).ConfigureAwait(false);
    }

    private static ReplayedPrompts Read(PromptOutline outline, IReadOnlyList<PromptTrace> traces, CancellationToken cancellationToken)
    {
        var prompts = new ReplayedPrompts();
        var reader = new OutlineReader(outline, new TurnMemory());
        foreach (var trace in traces)
        {
            cancellationToken.ThrowIfCancellationRequested();
            reader.Read(trace);
            prompts.Add(reader, trace.At);
        }

        prompts.Freeze();
        return prompts;
    }

    private static ReplayedPrompts Read(PromptOutline outline, IReadOnlyList<TraceRequest> requests, CancellationToken cancellationToken)
    {
        var prompts = new ReplayedPrompts();
        var reader = new OutlineReader(outline);
        foreach (var (number, request) in requests.Index())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var at = MooncakeStart + request.At;
            reader.Read(new PromptTrace { RequestId = new Guid(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]), At = at, Template = outline.Template.Name, Version = 0, Model = "" });
            prompts.Add(reader, request, at);
        }

        prompts.Freeze();
        return prompts;
    }

    private (ReplayedPrompts Current, ReplayedPrompts Draft) Both(Func<PromptOutline, ReplayedPrompts> read, CancellationToken cancellationToken)
    {
        var draft = Task.Run(() => read(_draft), cancellationToken);
        var current = read(_current);
        return (current, draft.GetAwaiter().GetResult());
    }

    private static IReadOnlyList<FamilyComparison> Compare(
        ReplayedPrompts current,
        ReplayedPrompts draft,
        IReadOnlyList<ModelFamily> families,
        TtftEstimate? ttft,
        IProgress<double>? progress,
        CancellationToken cancellationToken)
    {
        var steps = new ReplayProgress(progress, Math.Max(1L, 2L * families.Count * current.Count));
        var figures = new ReplayFigures[families.Count * 2];
        // Each replay is one thread's: more of them at once than processors would only hold more memory.
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken };
        Parallel.For(0, figures.Length, options, i =>
            figures[i] = FamilyReplay.Run(i % 2 == 0 ? current : draft, families[i / 2], ttft, steps.Advance, cancellationToken));
        return [.. families.Select((family, i) => new FamilyComparison(family, figures[i * 2], figures[(i * 2) + 1]))];
    }
}
