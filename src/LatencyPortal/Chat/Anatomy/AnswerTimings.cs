using LatencyPortal.Data;
using LatencyPortal.Gateway;
using LatencyPortal.Telemetry;

namespace LatencyPortal.Chat.Anatomy;

/// <summary>Gaps and paints of one answer; any thread may add and read.</summary>
/// <param name="call">Its call.</param>
internal sealed class AnswerTimings(RequestContext call)
{
    private readonly Lock _gate = new();
    private readonly GapHistogram _paints = new();
    private bool _joined;

    /// <summary>Everything so far.</summary>
    public AnswerTimes Times
    {
        get { lock (_gate) return new AnswerTimes(call.Timeline.Gaps, _paints.Percentile(0.95), _paints.Count); }
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

    /// <summary>Begins to draw the answer; the first to do so sees every piece as it comes, whoever joins later catches up.</summary>
    /// <returns>From when on pieces are received live, in ms since the question was submitted.</returns>
    public double Join() => Interlocked.Exchange(ref _joined, true) ? call.Timeline.Elapsed : 0;

    /// <summary>Puts the times beside the marks, to be kept with the answer.</summary>
    public AnswerMarks? Mark(AnswerMarks? marks)
    {
        var times = Times;
        return marks is null && times is { Gaps.Count: 0, Frames: 0 } ? null : (marks ?? new AnswerMarks([], [])) with { Times = times };
    }
}
