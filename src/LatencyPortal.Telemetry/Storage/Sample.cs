namespace LatencyPortal.Telemetry.Storage;

/// <summary>All values of one metric, for exact figures.</summary>
internal sealed class Sample
{
    private readonly List<double> _values = [];
    private bool _sorted = true;

    public void Add(double? value)
    {
        if (value is not { } known)
            return;
        _values.Add(known);
        _sorted = false;
    }

    /// <summary>Nearest-rank percentile: the smallest value that at least <paramref name="p"/> of the sample do not exceed.</summary>
    /// <param name="p">0 &lt; p ≤ 1.</param>
    public double? Percentile(double p)
    {
        if (_values.Count == 0)
            return null;
        if (!_sorted)
        {
            _values.Sort();
            _sorted = true;
        }

        return _values[Math.Clamp((int)Math.Ceiling(p * _values.Count) - 1, 0, _values.Count - 1)];
    }

    public MetricSummary Summarise(double target) => new(
        _values.Count,
        _values.Count(value => value < target),
        Percentile(0.50),
        Percentile(0.95),
        _values.Count > 0 ? _values.Average() : null);
}
