using System.Diagnostics;

namespace LatencyPortal.Decoding.Scheduling;

/// <summary>
/// What model runs cost on this machine, in milliseconds: measured when the model is loaded and learnt from every run
/// after it, so that plans fit the model, the processor and what else it has to do. Each size follows its median: steps up
/// and down of equal size, so that a size which is run often looks neither cheaper nor dearer than one that is run rarely,
/// as it would with a minimum or with a mean full of interruptions.
/// </summary>
internal sealed class StepCosts
{
    /// <summary>Sizes up to this one are kept one by one: it is the longest proposal with the token before it.</summary>
    private const int Exact = 9;

    /// <summary>How far an estimate moves with a run, once it has settled.</summary>
    private const double SettledStep = 0.03;

    /// <summary>Sizes that are kept: all small ones, then powers of two.</summary>
    private static readonly int[] Sizes = [.. Enumerable.Range(1, Exact), .. Enumerable.Range(4, 10).Select(power => 1 << power)];

    private readonly double[] _single = new double[Sizes.Length];
    private readonly double[] _batch = new double[Sizes.Length];
    private readonly long[] _singleSeen = new long[Sizes.Length];
    private readonly int[] _singleRuns = new int[Sizes.Length];
    private readonly int[] _batchRuns = new int[Sizes.Length];
    private long _clock;

    /// <summary>Told of every run of one row with 1 to 9 new tokens and its milliseconds, on the decoder's thread; for benchmarks.</summary>
    public Action<int, double>? Noted { get; set; }

    /// <summary>Notes a run of one row with some new tokens.</summary>
    public void NoteSingle(int tokens, TimeSpan time)
    {
        Note(_single, _singleRuns, tokens, time);
        if (tokens > Exact)
            return;
        _singleSeen[tokens - 1] = ++_clock;
        Noted?.Invoke(tokens, time.TotalMilliseconds);
    }

    /// <summary>Of the sizes from 2 to <paramref name="most"/>, at most 9, the one whose cost is known longest.</summary>
    public int LongestUnseen(int most)
    {
        var found = 2;
        for (var tokens = 3; tokens <= Math.Min(most, Exact); tokens++)
            found = _singleSeen[tokens - 1] < _singleSeen[found - 1] ? tokens : found;
        return found;
    }

    /// <summary>Notes a run of some rows with one new token each.</summary>
    public void NoteBatch(int rows, TimeSpan time) => Note(_batch, _batchRuns, rows, time);

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

    private static void Note(double[] costs, int[] runs, int size, TimeSpan time)
    {
        // Of long runs, what is between two sizes counts for the one below it, at its share of the time.
        var at = Array.BinarySearch(Sizes, size);
        at = at >= 0 ? at : ~at - 1;
        if (size > Exact && Sizes[at] <= Exact)
            return;
        var (now, before) = (time.TotalMilliseconds * Sizes[at] / size, costs[at]);
        var step = before * Math.Max(SettledStep, 0.5 / ++runs[at]);
        costs[at] = before == 0 ? now : Math.Clamp(now, before - step, before + step);
    }

    private static double Estimate(double[] costs, int size)
    {
        // 1. The nearest known sizes on both sides, and the cheapest of those that are not smaller.
        var at = Array.BinarySearch(Sizes, size);
        var (low, high) = at >= 0 ? (at, at) : (~at - 1, ~at);
        while (low >= 0 && costs[low] == 0)
            low--;
        while (high < Sizes.Length && costs[high] == 0)
            high++;
        var most = double.PositiveInfinity;
        for (var larger = high; larger < Sizes.Length; larger++)
            most = costs[larger] > 0 ? Math.Min(most, costs[larger]) : most;

        // 2. Between two the straight line; beyond what is known as much more as there is more to do, which is never too
        //    little. Fewer tokens cannot cost more: then they were measured at a bad moment.
        return (low >= 0, high < Sizes.Length) switch
        {
            (true, true) when low == high => most,
            (true, true) => Math.Min(most, costs[low] + ((costs[high] - costs[low]) * (size - Sizes[low]) / (Sizes[high] - Sizes[low]))),
            (true, false) => costs[low] * size / Sizes[low],
            (false, true) => most,
            _ => 0,
        };
    }
}
