using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Metering;

/// <summary>
/// Names in <c>UsageDetails.AdditionalCounts</c> for what the typed properties lack. Providers translate their own words to these, so that
/// metering reads one record from all of them; what a provider does not say is left out and stays unknown.
/// </summary>
internal static class UsageCounts
{
    /// <summary>Input tokens written to the provider's cache, of all lifetimes together; a part of the input tokens.</summary>
    public const string CacheWrite = "latencyportal.cache_write";

    /// <summary>Of a predicted output, tokens that the model agreed to.</summary>
    public const string AcceptedPrediction = "latencyportal.accepted_prediction";

    /// <summary>Of a predicted output, tokens that the model did not agree to; they are paid for as output.</summary>
    public const string RejectedPrediction = "latencyportal.rejected_prediction";

    /// <summary>One record from the counts of any provider; what is <see langword="null"/> stays unknown.</summary>
    public static UsageDetails Make(
        long? input = null,
        long? cached = null,
        long? cacheWrite = null,
        long? output = null,
        long? reasoning = null,
        long? acceptedPrediction = null,
        long? rejectedPrediction = null)
    {
        var usage = new UsageDetails
        {
            InputTokenCount = input,
            CachedInputTokenCount = cached,
            OutputTokenCount = output,
            ReasoningTokenCount = reasoning,
            TotalTokenCount = input + output,
        };
        Add(CacheWrite, cacheWrite);
        Add(AcceptedPrediction, acceptedPrediction);
        Add(RejectedPrediction, rejectedPrediction);
        return usage;

        void Add(string name, long? count)
        {
            if (count is { } known)
                (usage.AdditionalCounts ??= [])[name] = known;
        }
    }
}
