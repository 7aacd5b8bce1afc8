using System.Globalization;

namespace LatencyPortal.Fleet;

/// <summary>One scale for the ways to all endpoints, so that the length of a bar is how far away an endpoint is.</summary>
internal static class FleetScale
{
    private const double Shortest = 10;

    /// <summary>The end of the scale in ms: 1, 2 or 5 times a power of ten, so that it seldom changes.</summary>
    public static double EndOf(IEnumerable<double?> totals)
    {
        var longest = Math.Max(Shortest, totals.OfType<double>().DefaultIfEmpty().Max());
        var power = Math.Pow(10, Math.Floor(Math.Log10(longest)));
        double[] steps = [1, 2, 5, 10];
        return steps.First(step => step * power >= longest - 1e-9) * power;
    }

    /// <summary>Points of a line for an SVG of 60 × 20: one for each measurement, the newest at the right; gaps where nothing answered.</summary>
    public static IReadOnlyList<string> Lines(IReadOnlyList<ConnectionSample> samples)
    {
        var highest = samples.Max(sample => sample.Timing.TotalMs) is { } most and > 0 ? most : 1;
        var lines = new List<string>();
        var points = new List<string>();
        for (var i = 0; i < samples.Count; i++)
        {
            if (samples[i].Timing.TotalMs is { } ms)
            {
                var x = ConnectionLog.Kept - samples.Count + i;
                points.Add(string.Create(CultureInfo.InvariantCulture, $"{x:0.##},{19 - (ms / highest * 18):0.##}"));
            }
            else
            {
                Close();
            }
        }

        Close();
        return lines;

        void Close()
        {
            // One point alone would not be drawn.
            if (points.Count == 1)
                points.Add(points[0]);
            if (points.Count > 0)
                lines.Add(string.Join(' ', points));
            points.Clear();
        }
    }
}
