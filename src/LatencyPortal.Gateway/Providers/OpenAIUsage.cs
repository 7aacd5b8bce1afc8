using System.Text.Json;
using LatencyPortal.Gateway.Metering;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Providers;

/// <summary>Usage in the words of OpenAI and of the servers that speak like it. What they leave out stays unknown.</summary>
internal static class OpenAIUsage
{
    /// <summary>Reads <c>usage</c> of chat completions or of Responses, which name the same things differently.</summary>
    public static UsageDetails Read(IReadOnlyDictionary<string, JsonElement> usage)
    {
        var input = Part(usage, "prompt_tokens_details") ?? Part(usage, "input_tokens_details");
        var output = Part(usage, "completion_tokens_details") ?? Part(usage, "output_tokens_details");
        return UsageCounts.Make(
            input: Count(usage, "prompt_tokens") ?? Count(usage, "input_tokens"),
            // DeepSeek's own word, which it keeps beside the details.
            cached: Count(input, "cached_tokens") ?? Count(usage, "prompt_cache_hit_tokens"),
            cacheWrite: Count(input, "cache_write_tokens") ?? Count(usage, "cache_write_tokens"),
            output: Count(usage, "completion_tokens") ?? Count(usage, "output_tokens"),
            reasoning: Count(output, "reasoning_tokens") ?? Count(usage, "reasoning_tokens"),
            acceptedPrediction: Count(output, "accepted_prediction_tokens"),
            rejectedPrediction: Count(output, "rejected_prediction_tokens"));
    }

    private static JsonElement? Part(IReadOnlyDictionary<string, JsonElement> usage, string name) =>
        usage.TryGetValue(name, out var part) && part.ValueKind == JsonValueKind.Object ? part : null;

    private static long? Count(IReadOnlyDictionary<string, JsonElement> usage, string name) =>
        usage.TryGetValue(name, out var count) ? Number(count) : null;

    private static long? Count(JsonElement? part, string name) =>
        part is { } found && found.TryGetProperty(name, out var count) ? Number(count) : null;

    private static long? Number(JsonElement count) =>
        count.ValueKind == JsonValueKind.Number && count.TryGetInt64(out var number) ? number : null;
}
