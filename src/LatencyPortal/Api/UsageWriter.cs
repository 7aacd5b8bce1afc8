using LatencyPortal.Api.Contracts;
using LatencyPortal.Telemetry;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Api;

/// <summary>Usage in OpenAI's form, of all answers of a request together.</summary>
internal static class UsageWriter
{
    /// <param name="runs">Runs that have ended.</param>
    /// <param name="latency">Whether the stamps are asked for; they are those of the first answer.</param>
    /// <returns><see langword="null"/> when there is nothing to say.</returns>
    public static CompletionUsage? Of(IReadOnlyList<ChoiceRun> runs, bool latency)
    {
        var known = runs.Where(run => run.Collector.Usage is not null).ToList();
        var stamps = latency ? LatencyDetails.Of(runs[0].Context.Stamps, runs[0].Context.Record?.OutputTokens) : null;
        if (known.Count == 0)
            return stamps is null ? null : new CompletionUsage(null, null, null) { Latency = stamps };
        var input = Sum(known, usage => usage.InputTokenCount) ?? 0;
        var output = Sum(known, usage => usage.OutputTokenCount) ?? 0;
        var total = known.Sum(run => run.Collector.Usage is var usage && usage!.TotalTokenCount is { } all ? all : (usage!.InputTokenCount ?? 0) + (usage.OutputTokenCount ?? 0));
        return new CompletionUsage(input, output, total)
        {
            // A part that exceeds its whole is not believed, here as in the record.
            PromptTokensDetails = Sum(known, usage => usage.CachedInputTokenCount) is { } cached && cached <= input ? new PromptTokensDetails(cached) : null,
            CompletionTokensDetails = OutputDetails(known),
            Latency = stamps,
        };
    }

    private static CompletionTokensDetails? OutputDetails(List<ChoiceRun> runs)
    {
        var reasoning = Sum(runs, usage => usage.ReasoningTokenCount);
        var accepted = Predicted(runs, record => record.AcceptedPredictionTokens);
        var rejected = Predicted(runs, record => record.RejectedPredictionTokens);
        return (reasoning ?? accepted ?? rejected) is null ? null : new CompletionTokensDetails
        {
            ReasoningTokens = reasoning,
            AcceptedPredictionTokens = accepted,
            RejectedPredictionTokens = rejected,
        };
    }

    private static long? Predicted(List<ChoiceRun> runs, Func<RequestRecord, int?> part) =>
        runs.Any(run => run.Context.Record is { } record && part(record) is not null) ? runs.Sum(run => run.Context.Record is { } record ? part(record) ?? 0L : 0L) : null;

    private static long? Sum(List<ChoiceRun> runs, Func<UsageDetails, long?> part) =>
        runs.Any(run => part(run.Collector.Usage!) is not null) ? runs.Sum(run => part(run.Collector.Usage!) ?? 0) : null;
}
