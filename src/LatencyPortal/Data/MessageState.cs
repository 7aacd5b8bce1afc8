namespace LatencyPortal.Data;

/// <summary>Where a message is in its life.</summary>
internal enum MessageState
{
    /// <summary>Whole.</summary>
    Complete,

    /// <summary>A generation is still appending to it.</summary>
    Streaming,

    /// <summary>Stopped by the user; the text so far is kept.</summary>
    Stopped,

    /// <summary>The portal ended while it was streaming; the text so far is kept.</summary>
    Interrupted,

    /// <summary>The model call failed; <see cref="Message.Error"/> says why, the text so far is kept.</summary>
    Failed,
}
