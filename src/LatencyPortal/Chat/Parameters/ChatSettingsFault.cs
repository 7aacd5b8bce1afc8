namespace LatencyPortal.Chat.Parameters;

/// <summary>A value that cannot be taken.</summary>
/// <param name="Field">Its name as in the request's JSON, for example <c>topP</c>.</param>
/// <param name="Reason">What is wrong and what would be right, as a sentence.</param>
internal sealed record ChatSettingsFault(string Field, string Reason);
