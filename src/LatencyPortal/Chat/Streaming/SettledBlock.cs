namespace LatencyPortal.Chat.Streaming;

/// <summary>Text of a settled block that may use link definitions to come.</summary>
/// <param name="Index">Which block of the body it is.</param>
/// <param name="Source">Its text.</param>
internal readonly record struct SettledBlock(int Index, string Source);
