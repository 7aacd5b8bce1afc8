using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Text.Jinja.Library;

/// <summary>The filters for lists. Most take a string for its characters and a mapping for its keys.</summary>
internal static class ListFilters
{
    public static JinjaValue Length(JinjaValue value, CallArguments arguments, RenderRun run) =>
        new JinjaInteger(value switch
        {
            JinjaString text => text.Value.Length,
            JinjaList list => list.Items.Count,
            JinjaMapping mapping => mapping.Entries.Count,
            _ => throw FilterLibrary.Impossible("length", value, run),
        });

    public static JinjaValue List(JinjaValue value, CallArguments arguments, RenderRun run) => ToList("list", value, run);

    public static JinjaValue First(JinjaValue value, CallArguments arguments, RenderRun run) =>
        ToList("first", value, run).Items is [var first, ..] ? first : JinjaUndefined.Instance;

    public static JinjaValue Last(JinjaValue value, CallArguments arguments, RenderRun run) =>
        ToList("last", value, run).Items is [.., var last] ? last : JinjaUndefined.Instance;

    public static JinjaValue Items(JinjaValue value, CallArguments arguments, RenderRun run) =>
        value switch
        {
            JinjaMapping mapping => MappingMethods.Items(mapping, run),
            JinjaUndefined => new JinjaList([]),
            _ => throw FilterLibrary.Impossible("items", value, run),
        };

    public static JinjaValue SortMapping(JinjaValue value, CallArguments arguments, RenderRun run) =>
        value is JinjaMapping mapping
            ? MappingMethods.Sort(mapping, arguments, run)
            : throw FilterLibrary.Impossible("dictsort", value, run);

    public static JinjaValue Reverse(JinjaValue value, CallArguments arguments, RenderRun run)
    {
        var items = ToList("reverse", value, run).Items;
        run.Step(items.Count);
        JinjaValue[] reversed = [.. items.Reverse()];
        return value is JinjaString
            ? new JinjaString(string.Concat(reversed.Select(item => ((JinjaString)item).Value)))
            : new JinjaList(reversed);
    }

    public static JinjaValue Sort(JinjaValue value, CallArguments arguments, RenderRun run)
    {
        var reverse = arguments.Flag(0, "reverse", run);
        var caseSensitive = arguments.Flag(1, "case_sensitive", run);
        return Ordering.Sort(ToList("sort", value, run), Key(2, arguments, run), caseSensitive, reverse, run);
    }

    /// <summary>Keeps the first of each. Unlike in Jinja2, case counts.</summary>
    public static JinjaValue Unique(JinjaValue value, CallArguments arguments, RenderRun run)
    {
        var keyOf = Key(1, arguments, run);
        var seen = new HashSet<object>();
        var kept = new List<JinjaValue>();
        foreach (var item in ToList("unique", value, run).Items)
        {
            if (seen.Add(Identity(keyOf(item), run)))
                kept.Add(item);
        }

        return new JinjaList(kept);
    }

    public static JinjaValue Join(JinjaValue value, CallArguments arguments, RenderRun run)
    {
        var separator = arguments.Positional.Count > 0 || arguments.Named.ContainsKey("separator")
            ? arguments.Text(0, "separator", run)
            : arguments.Text(0, "d", run, "");
        var keyOf = Key(1, arguments, run);
        if (value is not (JinjaList or JinjaString))
            throw FilterLibrary.Impossible("join", value, run);
        return new JinjaString(ValueText.Join(separator, ToList("join", value, run).Items, Text, run));

        string Text(JinjaValue item, RenderRun run) =>
            keyOf(item) is var key and not (JinjaNone or JinjaUndefined) ? ValueText.Joined(key, run) : "";
    }

    public static JinjaValue Sum(JinjaValue value, CallArguments arguments, RenderRun run)
    {
        var keyOf = Key(0, arguments, run);
        var sum = arguments.Find(1, "start") ?? new JinjaInteger(0);
        foreach (var item in ToList("sum", value, run).Items)
        {
            run.Step();
            sum = Operators.Apply("+", sum, keyOf(item), run);
        }

        return sum;
    }

    public static JinjaValue Least(JinjaValue value, CallArguments arguments, RenderRun run) =>
        Extreme("min", value, arguments, run, comparison => comparison < 0);

    public static JinjaValue Greatest(JinjaValue value, CallArguments arguments, RenderRun run) =>
        Extreme("max", value, arguments, run, comparison => comparison > 0);

    public static JinjaList ToList(string filter, JinjaValue value, RenderRun run)
    {
        switch (value)
        {
            case JinjaList list:
                run.Step(list.Items.Count);
                return list;
            case JinjaMapping mapping:
                return MappingMethods.Keys(mapping, run);
            case JinjaString text:
                run.Step(text.Value.Length);
                return new JinjaList([.. Texts.CodePoints(text.Value).Select(JinjaValue.From)]);
            default:
                throw FilterLibrary.Impossible(filter, value, run);
        }
    }

    /// <summary>What an item counts by: itself, or the attribute that the argument names.</summary>
    private static Func<JinjaValue, JinjaValue> Key(int position, CallArguments arguments, RenderRun run)
    {
        switch (arguments.Find(position, "attribute"))
        {
            case null or JinjaNone:
                return item => item;
            case JinjaString path:
                return item => Members.FindPath(item, path.Value, run);
            case JinjaInteger place:
                return item => Members.FindPath(item, $"{place.Value}", run);
            default:
                throw run.Fault("the argument \"attribute\" must be a string or an integer");
        }
    }

    private static JinjaValue Extreme(
        string filter, JinjaValue value, CallArguments arguments, RenderRun run, Func<int, bool> wins)
    {
        var caseSensitive = arguments.Flag(0, "case_sensitive", run);
        var keyOf = Key(1, arguments, run);
        JinjaValue best = JinjaUndefined.Instance;
        JinjaValue? bestKey = null;
        foreach (var item in ToList(filter, value, run).Items)
        {
            var key = Ordering.Key(keyOf(item), caseSensitive, run);
            if (bestKey is null || wins(Ordering.Compare(key, bestKey, run)))
                (best, bestKey) = (item, key);
        }

        return best;
    }

    /// <summary>Equal for values that are strictly equal.</summary>
    private static object Identity(JinjaValue value, RenderRun run)
    {
        run.Step();
        switch (value)
        {
            case JinjaString text:
                run.Text(text.Value.Length);
                return text.Value;
            case JinjaInteger number:
                return number.Value;
            case JinjaFloat number:
                if (double.IsInteger(number.Value) && Math.Abs(number.Value) < long.MaxValue)
                    return (long)number.Value;
                return number.Value;
            case JinjaUndefined:
                return JinjaNone.Instance;
            default:
                return value;
        }
    }
}
