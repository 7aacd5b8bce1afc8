namespace LatencyPortal.Decoding.Sampling;

/// <summary>Finds thresholds in expected linear time, without sorting. The numbers are reordered.</summary>
internal static class Selection
{
    /// <summary>The number that is k-th from above, k from 1.</summary>
    public static float KthLargest(Span<float> numbers, int k)
    {
        var state = 0x9E3779B9u;
        while (true)
        {
            var (above, equal, pivot) = Partition(numbers, ref state);
            if (k <= above)
            {
                numbers = numbers[..above];
            }
            else if (k <= above + equal)
            {
                return pivot;
            }
            else
            {
                k -= above + equal;
                numbers = numbers[(above + equal)..];
            }
        }
    }

    /// <summary>
    /// The largest threshold with which the numbers at or above it sum up to the target; the smallest
    /// number if all of them together do not.
    /// </summary>
    public static float SumThreshold(Span<float> numbers, double target)
    {
        var state = 0x9E3779B9u;
        while (true)
        {
            var (above, equal, pivot) = Partition(numbers, ref state);
            double sum = 0;
            foreach (var number in numbers[..above])
                sum += number;
            if (above > 0 && sum >= target)
            {
                numbers = numbers[..above];
                continue;
            }

            sum += equal * (double)pivot;
            if (sum >= target || above + equal == numbers.Length)
                return pivot;
            target -= sum;
            numbers = numbers[(above + equal)..];
        }
    }

    /// <summary>Moves the numbers above a pivot to the front and those equal to it behind them.</summary>
    private static (int Above, int Equal, float Pivot) Partition(Span<float> numbers, ref uint state)
    {
        // Any pivot gives the same answer; one picked by a fixed generator keeps ordered input fast.
        state = (state * 1664525) + 1013904223;
        var pivot = numbers[(int)((ulong)state * (ulong)numbers.Length >> 32)];
        var above = 0;
        var next = 0;
        var below = numbers.Length;
        while (next < below)
        {
            var number = numbers[next];
            if (number > pivot)
            {
                numbers[next++] = numbers[above];
                numbers[above++] = number;
            }
            else if (number < pivot)
            {
                numbers[next] = numbers[--below];
                numbers[below] = number;
            }
            else
            {
                next++;
            }
        }

        return (above, below - above, pivot);
    }
}
