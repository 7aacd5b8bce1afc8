using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Text.Jinja.Library;

/// <summary>
/// Slices as in Python, with two oddities of the reference: a step of 0 takes nothing, and with a
/// negative step a stop of -1 means "to the very start".
/// </summary>
internal static class Slices
{
    public static JinjaList Cut(JinjaList list, long? start, long? stop, long step, RenderRun run)
    {
        var (first, count) = Plan(list.Items.Count, start, stop, step);
        run.Step(count);
        var result = new JinjaValue[count];
        for (var i = 0; i < count; i++)
            result[i] = list.Items[(int)(first + i * step)];
        return new JinjaList(result);
    }

    /// <summary>A text is cut between its code points.</summary>
    public static JinjaString Cut(string text, long? start, long? stop, long step, RenderRun run)
    {
        run.Text(text.Length);
        if (text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            // Each code point becomes a text of its own here.
            run.Step(text.Length);
            var points = Texts.CodePoints(text);
            var (firstPoint, pointCount) = Plan(points.Count, start, stop, step);
            return new JinjaString(string.Concat(Enumerable.Range(0, (int)pointCount).Select(i => points[(int)(firstPoint + i * step)])));
        }

        var (first, count) = Plan(text.Length, start, stop, step);
        if (step == 1)
            return new JinjaString(text.Substring((int)first, (int)count));
        return new JinjaString(string.Create((int)count, (text, first, step), static (result, state) =>
        {
            for (var i = 0; i < result.Length; i++)
                result[i] = state.text[(int)(state.first + i * state.step)];
        }));
    }

    /// <summary>The first place to take, and how many to take from there on.</summary>
    private static (long First, long Count) Plan(long size, long? start, long? stop, long step)
    {
        if (step == 0)
            return (0, 0);
        var (least, most) = step > 0 ? (0, size) : (-1, size - 1);
        var from = Clamp(start ?? (step > 0 ? 0 : size - 1), size, least, most);
        // Before the first place, not the last one.
        var to = step < 0 && stop is null or -1 ? -1 : Clamp(stop ?? size, size, least, most);
        var distance = step > 0 ? to - from : from - to;
        if (distance <= 0)
            return (0, 0);
        return (from, 1 + (distance - 1) / Math.Abs(Math.Max(step, -long.MaxValue)));
    }

    private static long Clamp(long place, long size, long least, long most) =>
        place < 0 ? Math.Max(size + place, least) : Math.Min(place, most);
}
