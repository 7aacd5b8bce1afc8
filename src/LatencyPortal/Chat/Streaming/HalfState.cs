namespace LatencyPortal.Chat.Streaming;

/// <summary>What is shown of something with which an unfinished text ends.</summary>
internal enum HalfState
{
    /// <summary>It is whole, or nothing at all: it is shown as it is.</summary>
    Done,

    /// <summary>It is shown without its mark.</summary>
    Shown,

    /// <summary>It is held back until more is known.</summary>
    Held,
}
