using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Text.Jinja.Library;

/// <summary>The order of values: numbers (and booleans) among themselves, texts among themselves.</summary>
internal static class Ordering
{
    public static JinjaList Sort(
        JinjaList list, Func<JinjaValue, JinjaValue> keyOf, bool caseSensitive, bool reverse, RenderRun run)
    {
        var keyed = new (JinjaValue Key, JinjaValue Item)[list.Items.Count];
        for (var i = 0; i < keyed.Length; i++)
            keyed[i] = (Key(keyOf(list.Items[i]), caseSensitive, run), list.Items[i]);
        var sorted = StableSort.Sort(
            keyed, (a, b) => reverse ? -Compare(a.Key, b.Key, run) : Compare(a.Key, b.Key, run), run);
        return new JinjaList([.. sorted.Select(pair => pair.Item)]);
    }

    /// <summary>What stands for a value in a comparison.</summary>
    public static JinjaValue Key(JinjaValue value, bool caseSensitive, RenderRun run)
    {
        run.Step();
        if (caseSensitive || value is not JinjaString text)
            return value;
        run.Text(text.Value.Length);
        return new JinjaString(LetterCase.Lower(text.Value));
    }

    public static int Compare(JinjaValue a, JinjaValue b, RenderRun run)
    {
        if ((a is JinjaNone && b is JinjaNone) || (a is JinjaUndefined && b is JinjaUndefined))
            return 0;
        if (a is JinjaInteger first && b is JinjaInteger second)
            return first.Value.CompareTo(second.Value);
        if (Operators.IsNumeric(a) && Operators.IsNumeric(b))
            return Operators.ToDouble(a).CompareTo(Operators.ToDouble(b));
        if (a is not JinjaString left || b is not JinjaString right)
            throw run.Fault($"{a.TypeName} and {b.TypeName} have no order");
        run.Text(Math.Min(left.Value.Length, right.Value.Length));
        return string.CompareOrdinal(left.Value, right.Value);
    }
}
