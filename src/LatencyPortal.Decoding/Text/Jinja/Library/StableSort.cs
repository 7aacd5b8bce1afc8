namespace LatencyPortal.Decoding.Text.Jinja.Library;

/// <summary>
/// A merge sort: equal items keep their order, as in JavaScript, and an exception of the comparison
/// comes through as it is, unlike from the sorts of .NET.
/// </summary>
internal static class StableSort
{
    public static T[] Sort<T>(IReadOnlyList<T> items, Func<T, T, int> compare, RenderRun run)
    {
        T[] source = [.. items];
        var target = new T[source.Length];
        for (var width = 1; width < source.Length; width = (int)Math.Min(2L * width, source.Length))
        {
            run.Step(source.Length);
            for (var start = 0; start < source.Length; start += 2 * width)
                Merge(source, target, start, Math.Min(start + width, source.Length), Math.Min(start + 2 * width, source.Length), compare);
            (source, target) = (target, source);
        }

        return source;
    }

    private static void Merge<T>(T[] source, T[] target, int start, int middle, int end, Func<T, T, int> compare)
    {
        var left = start;
        var right = middle;
        for (var i = start; i < end; i++)
        {
            var takesLeft = left < middle && (right >= end || compare(source[left], source[right]) <= 0);
            target[i] = takesLeft ? source[left++] : source[right++];
        }
    }
}
