using LatencyPortal.Api.Contracts;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Api;

/// <summary>Usage in OpenAI's form, of all answers of a request together.</summary>
internal static class UsageWriter
{
    private const string Accepted = "OutputTokenDetails.AcceptedPredictionTokenCount";
    private const string Rejected = "OutputTokenDetails.RejectedPredictionTokenCount";

    /// <param name="runs">Runs that have ended.</param>
    /// <param name="latency">Whether the stamps are asked for; they are those of the first answer.</param>
    /// <returns><see langword="null"/> when there is nothing to say.</returns>
    public static CompletionUsage? Of(IReadOnlyList<ChoiceRun> runs, bool latency)
    {
        var known = runs.Where(run => run.Collector.Usage is not null).ToList();
        var stamps = latency ? LatencyDetails.Of(runs[0].Context.Timeline.Stamps, runs[0].Context.Record?.OutputTokens) : null;
        if (known.Count == 0)
            return stamps is null ? null : new CompletionUsage(null, null, null) { Latency = stamps };
        var input = Sum(known, usage => usage.InputTokenCount) ?? 0;
        var output = Sum(known, usage => usage.OutputTokenCount) ?? 0;
        var total = known.Sum(run => run.Collector.Usage is var usage && usage!.TotalTokenCount is { } all ? all : (usage!.InputTokenCount ?? 0) + (usage.OutputTokenCount ?? 0));
        return new CompletionUsage(input, output, total)
        {
            PromptTokensDetails = Sum(known, usage => usage.CachedInputTokenCount) is { } cached ? new PromptTokensDetails(cached) : null,
            CompletionTokensDetails = OutputDetails(known),
            Latency = stamps,
        };
    }

    private static CompletionTokensDetails? OutputDetails(List<ChoiceRun> runs)
    {
        var reasoning = Sum(runs, usage => usage.ReasoningTokenCount);
        var accepted = runs.Sum(run => run.Context.Record?.AcceptedPredictionTokens ?? Count(run, Accepted));
        var rejected = runs.Sum(run => run.Context.Record?.RejectedPredictionTokens ?? Count(run, Rejected));
        // The client of the SDK gives 0 where the endpoint said nothing.
        var predicted = accepted + rejected > 0;
        return reasoning is null && !predicted ? null : new CompletionTokensDetails
        {
            ReasoningTokens = reasoning,
            AcceptedPredictionTokens = predicted ? accepted : null,
            RejectedPredictionTokens = predicted ? rejected : null,
        };
    }

    private static long Count(ChoiceRun run, string name) =>
        run.Collector.Usage?.AdditionalCounts?.TryGetValue(name, out var count) == true ? count : 0;

    private static long? Sum(List<ChoiceRun> runs, Func<UsageDetails, long?> part) =>
        runs.Any(run => part(run.Collector.Usage!) is not null) ? runs.Sum(run => part(run.Collector.Usage!) ?? 0) : null;
}
