namespace LatencyPortal.Chat.Parameters;

/// <summary>The ranges of a conversation's settings.</summary>
internal static class ChatSettingsRules
{
    /// <summary>Longest system prompt in UTF-16 characters.</summary>
    public const int LongestSystemPrompt = 100_000;

    /// <summary>Most texts that end an answer.</summary>
    public const int MostStops = 16;

    private const int LongestStop = 200;
    private const int MostTokens = 1_000_000;

    /// <summary>Largest whole number that a browser's numbers hold exactly, 2^53 − 1.</summary>
    private const long LargestSeed = 9_007_199_254_740_991;

    public static readonly string[] Efforts = ["none", "low", "medium", "high"];

    /// <summary>All that is wrong with tidied settings; empty when they can be taken.</summary>
    public static List<ChatSettingsFault> Check(ChatSettings settings)
    {
        var faults = new List<ChatSettingsFault>();
        void Require(bool met, string field, string reason)
        {
            if (!met)
                faults.Add(new ChatSettingsFault(field, reason));
        }

        var set = settings.Parameters ?? Data.ChatParameters.Default;
        Require(settings.SystemPrompt is not { Length: > LongestSystemPrompt }, "systemPrompt", "The system prompt is longer than 100,000 characters. Shorten it.");
        Require(settings.Template is not { Length: > 130 }, "template", "There is no such template.");
        Require(settings.Variables is null or { Count: <= 200 } && settings.Variables?.Values.Sum(value => (long)value.Length) is null or <= LongestSystemPrompt, "template", "The template's variables may hold 100,000 characters together.");
        Require(set.Temperature is null or (>= 0 and <= 2), "temperature", "Temperature must lie between 0 and 2.");
        Require(set.TopP is null or (> 0 and <= 1), "topP", "Top-p must be above 0 and at most 1.");
        Require(set.MaxTokens is null or (>= 1 and <= MostTokens), "maxTokens", "The most tokens of an answer must lie between 1 and 1,000,000.");
        Require(set.Stop is null || set.Stop.Count <= MostStops, "stop", "At most 16 stop sequences can be set, one a line.");
        Require(set.Stop is null || set.Stop.All(text => text.Length <= LongestStop), "stop", "A stop sequence can have at most 200 characters.");
        Require(set.Seed is null or (>= -LargestSeed and <= LargestSeed), "seed", "The seed must be a whole number of at most 15 digits.");
        Require(set.ReasoningEffort is null || Efforts.Contains(set.ReasoningEffort), "reasoningEffort", "Reasoning effort is none, low, medium or high.");
        return faults;
    }
}
