using System.Globalization;

namespace LatencyPortal.Chat.Comparing;

/// <summary>A time axis from 0 that ends at a round number.</summary>
/// <param name="End">The last tick in ms, at least as far as what it has to hold.</param>
/// <param name="Step">ms between two ticks: 1, 2 or 5 times a power of ten.</param>
internal readonly record struct TimeScale(double End, double Step)
{
    private const int MostSteps = 5;
    private const double ShortestStepMs = 10;

    /// <summary>All ticks, 0 included.</summary>
    public IEnumerable<double> Ticks
    {
        get
        {
            for (var i = 0; i <= Math.Round(End / Step); i++)
                yield return i * Step;
        }
    }

    /// <summary>The shortest scale that reaches this far in at most five steps.</summary>
    /// <param name="reach">ms, from 0.</param>
    public static TimeScale To(double reach)
    {
        var power = ShortestStepMs;
        while (true)
        {
            foreach (var factor in (ReadOnlySpan<int>)[1, 2, 5])
            {
                var step = power * factor;
                if (step * MostSteps >= reach)
                    return new TimeScale(Math.Max(1, Math.Ceiling(reach / step)) * step, step);
            }

            power *= 10;
        }
    }

    /// <summary>A time with its unit, in seconds from ten seconds on.</summary>
    public static string Format(double ms) => ms >= 10_000
        ? (ms / 1000).ToString("#,0.#", CultureInfo.InvariantCulture) + " s"
        : ms.ToString("#,0", CultureInfo.InvariantCulture) + " ms";
}
