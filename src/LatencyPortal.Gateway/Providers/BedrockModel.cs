using System.Text.RegularExpressions;

namespace LatencyPortal.Gateway.Providers;

/// <summary>
/// What the models behind the one Converse API differ in, as far as their names tell it. The ARN of a profile of one's own names no model:
/// of such a one nothing is assumed, and what only some models take is not sent.
/// </summary>
internal static partial class BedrockModel
{
    public static bool IsClaude(string? model) => Has(model, "claude");

    public static bool IsNova(string? model) => Has(model, "amazon.nova");

    /// <summary>Nova of the second generation thinks.</summary>
    public static bool IsThinkingNova(string? model) => Has(model, "amazon.nova-2");

    public static bool IsGptOss(string? model) => Has(model, "gpt-oss");

    public static bool IsMistral(string? model) => Has(model, "mistral.");

    /// <summary>Whether its name is the ARN of a profile of one's own.</summary>
    public static bool IsUnnamed(string? model) => model?.StartsWith("arn:", StringComparison.OrdinalIgnoreCase) == true && !IsClaude(model) && !IsNova(model);

    /// <summary>
    /// Whether it has a prompt cache; one that has none refuses a request with a cache point (docs.aws.amazon.com, prompt-caching, read
    /// 2026-11). Nova of the second generation has one, but refuses points in conversations with tools (zeroclaw-labs/zeroclaw pull 8943).
    /// </summary>
    public static bool TakesCachePoints(string? model) =>
        IsClaude(model) ? !BeforeCaching().IsMatch(model!) : IsNova(model) && !IsThinkingNova(model);

    /// <summary>Nova caches system and messages alone, for one time that has no name.</summary>
    public static bool TakesEveryCachePoint(string? model) => TakesCachePoints(model) && IsClaude(model);

    /// <summary>Claude from 3.7 to 4.5 wants its thoughts counted in tokens; later ones take a degree and refuse a count.</summary>
    public static bool ThinksByBudget(string? model) => model is not null && ByBudget().IsMatch(model);

    /// <summary>Claude from 4.6 on.</summary>
    public static bool ThinksByEffort(string? model) => IsClaude(model) && !ThinksByBudget(model) && !BeforeThinking().IsMatch(model!);

    private static bool Has(string? model, string part) => model?.Contains(part, StringComparison.OrdinalIgnoreCase) == true;

    [GeneratedRegex("claude-(v[0-9]|instant|3-(?!7|5-haiku))", RegexOptions.IgnoreCase)]
    private static partial Regex BeforeCaching();

    [GeneratedRegex("claude-(v[0-9]|instant|3-(?!7))", RegexOptions.IgnoreCase)]
    private static partial Regex BeforeThinking();

    [GeneratedRegex("claude-(3-7|(opus|sonnet|haiku)-4-(20[0-9]{2}|1|5))", RegexOptions.IgnoreCase)]
    private static partial Regex ByBudget();
}
