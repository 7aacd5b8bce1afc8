using LatencyPortal.Data;
using LatencyPortal.Telemetry;

namespace LatencyPortal.Chat.Anatomy;

/// <summary>Gaps and paints of one answer; any thread may add and read.</summary>
/// <param name="timeline">The stamps of its call.</param>
internal sealed class AnswerTimings(TokenTimeline timeline)
{
    private readonly Lock _gate = new();
    private readonly GapHistogram _paints = new();

    /// <summary>Everything so far.</summary>
    public AnswerTimes Times
    {
        get { lock (_gate) return new AnswerTimes(timeline.Gaps, _paints.Percentile(0.95), _paints.Count); }
    }

    /// <summary>Counts a frame that is on the screen.</summary>
    /// <param name="ms">From its receipt to its paint, in ms.</param>
    public void AddPaint(double ms)
    {
        if (!double.IsFinite(ms) || ms < 0)
            return; // A browser said so.
        lock (_gate)
            _paints.Add(ms);
    }

    /// <summary>Counts the first frame by the stamps of the server.</summary>
    public void AddFirstPaint()
    {
        var stamps = timeline.Stamps;
        if (stamps.FirstPaint - (stamps.FirstAnswer ?? stamps.FirstToken) is { } ms)
            AddPaint(ms);
    }

    /// <summary>Puts the times beside the marks, to be kept with the answer.</summary>
    public AnswerMarks? Mark(AnswerMarks? marks)
    {
        var times = Times;
        return marks is null && times is { Gaps.Count: 0, Frames: 0 } ? null : (marks ?? new AnswerMarks([], [])) with { Times = times };
    }
}
