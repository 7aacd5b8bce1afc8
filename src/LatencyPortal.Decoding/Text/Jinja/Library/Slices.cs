namespace LatencyPortal.Decoding.Text.Jinja.Library;

/// <summary>
/// Slices as in Python, with two oddities of the reference: a step of 0 takes nothing, and with a
/// negative step a stop of -1 means "to the very start".
/// </summary>
internal static class Slices
{
    public static List<T> Cut<T>(IReadOnlyList<T> items, long? start, long? stop, long step, RenderRun run)
    {
        long count = items.Count;
        var result = new List<T>();
        if (step > 0)
        {
            var to = Clamp(stop ?? count, count, 0, count);
            for (var i = Clamp(start ?? 0, count, 0, count); i < to; i = Next(i, step))
                result.Add(items[(int)i]);
        }
        else if (step < 0)
        {
            var to = stop is null or -1 ? -1 : Clamp(stop.Value, count, -1, count - 1);
            for (var i = Clamp(start ?? count - 1, count, -1, count - 1); i > to; i = Next(i, step))
                result.Add(items[(int)i]);
        }

        run.Step(result.Count);
        return result;
    }

    private static long Clamp(long place, long count, long least, long most) =>
        place < 0 ? Math.Max(count + place, least) : Math.Min(place, most);

    /// <summary>Steps may be as large as an integer can be.</summary>
    private static long Next(long place, long step) => Math.Clamp(step, -int.MaxValue, int.MaxValue) + place;
}
