using System.Diagnostics;

namespace LatencyPortal.Decoding.Scheduling;

/// <summary>
/// What model runs cost on this machine, in milliseconds: learnt from every run, so that plans fit the model, the
/// processor and what else it has to do. Fast runs count at once and slow ones little by little, because a busy
/// neighbour can make a run slower but never faster.
/// </summary>
internal sealed class StepCosts
{
    private const int Sizes = 9;
    private const double SlowerShare = 0.1;

    private readonly double[] _single = new double[Sizes];
    private readonly double[] _batch = new double[Sizes];

    /// <summary>Notes a run of one row with some new tokens.</summary>
    public void NoteSingle(int tokens, TimeSpan time) => Note(_single, tokens, time);

    /// <summary>Notes a run of some rows with one new token each.</summary>
    public void NoteBatch(int rows, TimeSpan time) => Note(_batch, rows, time);

    /// <summary>Milliseconds of a run of one row; 0 when nothing is known.</summary>
    public double Single(int tokens) => Estimate(_single, tokens);

    /// <summary>Milliseconds of a run of some rows with one new token each; 0 when nothing is known.</summary>
    public double Batch(int rows) => Estimate(_batch, rows);

    /// <summary>Most tokens of one row that fit into a time; at least 1.</summary>
    public int TokensWithin(double milliseconds, int most)
    {
        var tokens = most;
        while (tokens > 1 && Single(tokens) > milliseconds)
            tokens /= 2;
        return tokens;
    }

    public static TimeSpan Since(long started) => Stopwatch.GetElapsedTime(started);

    /// <summary>Sizes 1 to 8 one by one would need many runs to be known, so sizes are kept by powers of two.</summary>
    private static void Note(double[] costs, int size, TimeSpan time)
    {
        if (!int.IsPow2(size))
            return;
        var at = Math.Min(int.Log2(size), Sizes - 1);
        var now = time.TotalMilliseconds;
        var before = costs[at];
        costs[at] = before == 0 || now < before ? now : before + (SlowerShare * Math.Min(now - before, before));
    }

    private static double Estimate(double[] costs, int size)
    {
        // 1. Between two known sizes: the straight line.
        var at = int.Log2(size);
        var (low, high) = (Math.Min(at, Sizes - 1), Math.Min(at + 1, Sizes - 1));
        if (costs[low] > 0 && int.IsPow2(size) && at < Sizes)
            return costs[low];
        if (costs[low] > 0 && costs[high] > 0 && high > low)
            return costs[low] + ((costs[high] - costs[low]) * (size - (1 << low)) / (1 << low));

        // 2. Beyond what is known: as much more as there is more to do, which is never too little.
        for (var known = Math.Min(at, Sizes - 1); known >= 0; known--)
        {
            if (costs[known] > 0)
                return costs[known] * size / (1 << known);
        }

        return 0;
    }
}
