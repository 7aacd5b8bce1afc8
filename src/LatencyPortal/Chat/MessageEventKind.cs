namespace LatencyPortal.Chat;

/// <summary>What an event of an answer's log says.</summary>
internal enum MessageEventKind
{
    /// <summary>A piece of the answer.</summary>
    Text,

    /// <summary>A piece of what the model thinks aloud.</summary>
    Reasoning,

    /// <summary>The end; no event follows.</summary>
    End,
}
