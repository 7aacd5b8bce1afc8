namespace LatencyPortal.Chat;

/// <summary>One entry of an answer's log: a piece of text, or the end.</summary>
/// <param name="Sequence">Place in the log, from 0 without gaps.</param>
/// <param name="Text">Text to append; empty in the last event.</param>
/// <param name="End">How the answer ended; only in the last event.</param>
internal readonly record struct MessageEvent(int Sequence, string Text, AnswerEnd? End);
