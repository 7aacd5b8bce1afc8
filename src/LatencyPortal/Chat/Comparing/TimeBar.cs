using LatencyPortal.Telemetry;

namespace LatencyPortal.Chat.Comparing;

/// <summary>One call on the common time axis; all times in ms since its question was submitted.</summary>
/// <param name="Label">Its model.</param>
/// <param name="Asked">When the request reached the model; where it is not known, nothing waited.</param>
/// <param name="First">The first token, or how long it has been waited for; <see langword="null"/> when the call ended without any.</param>
/// <param name="Reach">The end, or now.</param>
/// <param name="Came">Whether <paramref name="First"/> is a token that has come.</param>
/// <param name="Ended">Whether <paramref name="Reach"/> is the end.</param>
internal sealed record TimeBar(string Label, double Asked, double? First, double Reach, bool Came, bool Ended)
{
    /// <summary>A call that runs.</summary>
    /// <param name="label">Its model.</param>
    /// <param name="stamps">Its stamps so far.</param>
    /// <param name="now">ms since it was submitted.</param>
    public static TimeBar Live(string label, RequestStamps stamps, double now) =>
        new(label, stamps.RequestWritten ?? now, stamps.FirstToken ?? (stamps.RequestWritten is null ? null : now), now, stamps.FirstToken is not null, Ended: false);

    /// <summary>A call that has ended; <see langword="null"/> when nothing of it was measured.</summary>
    public static TimeBar? Over(string label, RequestStamps stamps) =>
        stamps.End is { } end ? new(label, stamps.RequestWritten ?? end, stamps.FirstToken, end, stamps.FirstToken is not null, Ended: true) : null;
}
