namespace LatencyPortal.Telemetry;

/// <summary>
/// Collects the stamps of one call while it runs. One writer (the metering pump) stamps; any thread may read
/// <see cref="Stamps"/> meanwhile. Each moment is kept once: the first call of a mark wins, except
/// <see cref="MarkToken"/>, which also moves the last token, and <see cref="MarkEnd"/>.
/// </summary>
/// <param name="time">The monotonic clock.</param>
/// <param name="submitted">t0 as a timestamp of <paramref name="time"/>; the moment of construction when left out.</param>
public sealed class TokenTimeline(TimeProvider time, long? submitted = null)
{
    /// <summary>What comes this soon after the first of a burst came together with it; see <see cref="GapSummary"/>.</summary>
    private const double BurstMs = 1;

    private readonly long _submitted = submitted ?? time.GetTimestamp();
    private readonly Lock _gate = new();
    private RequestStamps _stamps;
    private readonly GapHistogram _gaps = new();
    private int _deltas;
    private double _burst;
    private double _longest;

    /// <summary>t0 as a timestamp of the clock.</summary>
    public long Submitted => _submitted;

    /// <summary>A consistent copy of the stamps so far.</summary>
    public RequestStamps Stamps
    {
        get { lock (_gate) return _stamps; }
    }

    /// <summary>Content deltas seen so far; an estimate of the output tokens when no usage is reported.</summary>
    public int Deltas
    {
        get { lock (_gate) return _deltas; }
    }

    /// <summary>The gaps so far.</summary>
    public GapSummary Gaps
    {
        get { lock (_gate) return new GapSummary(_gaps.Count, _gaps.Percentile(0.5), _gaps.Percentile(0.95), _gaps.Bars()); }
    }

    /// <summary>
    /// The longest gap in ms, see <see cref="GapSummary"/>; once the end is stamped, the silence before it counts too, for it is what a
    /// reader of an answer that stalls waits through. <see langword="null"/> before the first token and without a gap.
    /// </summary>
    public double? LongestGap
    {
        get
        {
            lock (_gate)
            {
                var longest = Math.Max(_longest, _stamps.End - _stamps.LastToken ?? 0);
                return longest > 0 ? longest : null;
            }
        }
    }

    /// <summary>Milliseconds since t0.</summary>
    public double Elapsed => Now();

    /// <summary>Stamps t1.</summary>
    public void MarkRequestWritten()
    {
        lock (_gate) _stamps = _stamps with { RequestWritten = _stamps.RequestWritten ?? Now() };
    }

    /// <summary>Stamps t2.</summary>
    public void MarkHeaders()
    {
        lock (_gate) _stamps = _stamps with { Headers = _stamps.Headers ?? Now() };
    }

    /// <summary>Stamps t3 at the first call, t4 at the first visible answer, and tn at every call.</summary>
    /// <param name="visible">Whether the delta is answer text rather than reasoning or a tool call.</param>
    public void MarkToken(bool visible)
    {
        lock (_gate)
        {
            var now = Now();
            if (_deltas++ == 0)
            {
                _burst = now;
            }
            else if (now - _burst >= BurstMs)
            {
                _gaps.Add(now - _burst);
                _longest = Math.Max(_longest, now - _burst);
                _burst = now;
            }

            _stamps = _stamps with
            {
                FirstToken = _stamps.FirstToken ?? now,
                FirstAnswer = _stamps.FirstAnswer ?? (visible ? now : null),
                LastToken = now,
            };
        }
    }

    /// <summary>Stamps t5 when the browser reports the first paint; later reports are ignored.</summary>
    public void MarkPaint()
    {
        lock (_gate) _stamps = _stamps with { FirstPaint = _stamps.FirstPaint ?? Now() };
    }

    /// <summary>Stamps tend.</summary>
    public void MarkEnd()
    {
        lock (_gate) _stamps = _stamps with { End = _stamps.End ?? Now() };
    }

    private double Now() => time.GetElapsedTime(_submitted).TotalMilliseconds;
}
