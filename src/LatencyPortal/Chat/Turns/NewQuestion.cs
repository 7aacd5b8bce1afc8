using LatencyPortal.Chat.Parameters;

namespace LatencyPortal.Chat.Turns;

/// <summary>A question as it is asked.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Models">Who answers: one model, or several to be compared.</param>
/// <param name="Settings">What a conversation that begins with it sets; without meaning for one that exists.</param>
internal sealed record NewQuestion(string Text, IReadOnlyList<string> Models, ChatSettings? Settings = null);
