using LatencyPortal.Data;

namespace LatencyPortal.Chat;

/// <summary>One entry of an answer's log: a piece of text, or the end.</summary>
/// <param name="Sequence">Place in the log, from 0 without gaps.</param>
/// <param name="Kind">What it says.</param>
/// <param name="Text">Text to append; empty in the last event.</param>
/// <param name="AtMs">When it came, in ms since the question was submitted.</param>
internal readonly record struct MessageEvent(int Sequence, MessageEventKind Kind, string Text, double AtMs)
{
    /// <summary>Who proposed the text, in order; empty where nobody says.</summary>
    public IReadOnlyList<OriginStretch> Origins { get; init; } = [];

    /// <summary>How the answer ended; only in the last event.</summary>
    public AnswerEnd? End { get; init; }
}
