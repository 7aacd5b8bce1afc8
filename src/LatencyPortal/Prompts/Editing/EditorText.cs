using System.Globalization;
using LatencyPortal.Gateway.Prompts.Analysis;
using LatencyPortal.Gateway.Prompts.Templates;

namespace LatencyPortal.Prompts.Editing;

/// <summary>What the editor says in words.</summary>
internal static class EditorText
{
    /// <summary>Who shares a text.</summary>
    public static string Of(PromptBand band) => band switch
    {
        PromptBand.Shared => "shared by all conversations",
        PromptBand.Conversation => "the same within a conversation",
        _ => "changes with every request",
    };

    /// <summary>A kind of segment, and what it is for.</summary>
    public static string Meaning(SegmentKind kind) => kind switch
    {
        SegmentKind.Tools => "Functions that the model may call: a JSON array in OpenAI's form.",
        SegmentKind.System => "Instructions. Behind the history they go with the question.",
        SegmentKind.Documents => "Texts to answer from.",
        SegmentKind.Examples => "Turns that show how to answer: lines user: and assistant: begin one each.",
        SegmentKind.History => "The turns of the conversation stand here; nothing is to be written.",
        _ => "The last message; {{ input }} is what was asked.",
    };

    /// <summary>How often a variable changes.</summary>
    public static string Of(ChangeRate rate) => rate switch
    {
        ChangeRate.Never => "never",
        ChangeRate.Day => "once a day",
        ChangeRate.Hour => "once an hour",
        ChangeRate.User => "from user to user",
        ChangeRate.Conversation => "from conversation to conversation",
        _ => "with every request",
    };

    /// <summary>A count of tokens; one of another encoding than the model's is marked.</summary>
    public static string Tokens(int tokens, bool isExact) => (isExact ? "" : "≈ ") + FamilyText.Tokens(tokens);

    /// <summary>Whole numbers with separators.</summary>
    public static string Count(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Where the first character changes, in one sentence.</summary>
    public static string Lost(VolatilePoint point) =>
        $"{FamilyText.Tokens(point.TokensLost)} that never change {(point.TokensLost == 1 ? "is" : "are")} lost to the cache behind the first volatile character.";
}
