using LatencyPortal.Chat.Parameters;

namespace LatencyPortal.Chat.Turns;

/// <summary>A question as it is asked.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Models">Who answers: one model, or several to be compared.</param>
/// <param name="Settings">What a conversation that begins with it sets; without meaning for one that exists.</param>
internal sealed record NewQuestion(string Text, IReadOnlyList<string> Models, ChatSettings? Settings = null)
{
    /// <summary>The model that stays chosen where another answers in its place; <see langword="null"/> when the first that answers is the chosen one.</summary>
    public string? Chosen { get; init; }

    /// <summary>A text as it is stored: without white space around it, and without NUL, at which the database would end it.</summary>
    public static string Tidy(string text) => text.Trim().Replace('\0', '\uFFFD');
}
