using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Metering;

/// <summary>Carries the provider's own word for why its cache missed from its client to the record.</summary>
internal static class ProviderMissWord
{
    private const string Key = "latencyportal.cache_miss_reason";
    private const int Longest = 64;

    /// <summary>Notes it on an update. What is no word in snake case is not a reason, and could be anything.</summary>
    public static void Note(ChatResponseUpdate update, string? reason)
    {
        if (reason is { Length: > 0 and <= Longest } && reason.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_'))
            (update.AdditionalProperties ??= [])[Key] = reason;
    }

    /// <summary>The word that an update carries, if any.</summary>
    public static string? Of(ChatResponseUpdate update) =>
        update.AdditionalProperties?.TryGetValue(Key, out string? reason) == true ? reason : null;
}
