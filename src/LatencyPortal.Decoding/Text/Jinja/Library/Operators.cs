using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Text.Jinja.Library;

/// <summary>The operators with two operands, but for <c>and</c> and <c>or</c>.</summary>
internal static class Operators
{
    public static JinjaValue Apply(string symbol, JinjaValue left, JinjaValue right, RenderRun run)
    {
        if (symbol is "==" or "!=")
            return JinjaValue.From(Equality.Loose(left, right, run) == (symbol == "=="));
        if (symbol is "in" or "not in")
            return JinjaValue.From(Contains(right, left, run) == (symbol == "in"));
        if (left is JinjaUndefined or JinjaNone || right is JinjaUndefined or JinjaNone)
            throw Impossible(symbol, left, right, run);
        return symbol switch
        {
            "~" => Concatenate(left, right, run),
            "+" when left is JinjaList first && right is JinjaList second => Concatenate(first, second, run),
            "+" when left is JinjaString || right is JinjaString => Concatenate(left, right, run),
            "*" when (left, right) is (JinjaString text, JinjaInteger times) => Repeat(text.Value, times.Value, run),
            "**" when IsNumeric(left) && IsNumeric(right) => Arithmetic.Power(left, right, run),
            "<" or ">" or "<=" or ">=" => JinjaValue.From(Ordered(symbol, left, right, run)),
            _ when left is JinjaInteger a && right is JinjaInteger b => Arithmetic.Apply(symbol, a.Value, b.Value, run),
            _ when IsNumber(left) && IsNumber(right) => Arithmetic.Apply(symbol, ToDouble(left), ToDouble(right), run),
            _ => throw Impossible(symbol, left, right, run),
        };
    }

    /// <summary>The number that an integer, float or boolean stands for.</summary>
    public static double ToDouble(JinjaValue value) =>
        value switch
        {
            JinjaInteger number => number.Value,
            JinjaFloat number => number.Value,
            JinjaBoolean flag => flag.Value ? 1 : 0,
            _ => double.NaN,
        };

    public static bool IsNumber(JinjaValue value) => value is JinjaInteger or JinjaFloat;

    public static bool IsNumeric(JinjaValue value) => value is JinjaInteger or JinjaFloat or JinjaBoolean;

    public static bool Contains(JinjaValue container, JinjaValue item, RenderRun run)
    {
        if (container is JinjaUndefined)
            return false;
        if (item is not (JinjaUndefined or JinjaNone))
        {
            switch (container)
            {
                case JinjaList list when item is not JinjaList:
                    return ListContains(list, item, run);
                case JinjaString text when item is JinjaString part:
                    run.Text(text.Value.Length);
                    return new TextSearch(part.Value, run).Find(text.Value, 0) >= 0;
                case JinjaMapping mapping when item is JinjaString key:
                    return mapping.Entries.ContainsKey(key.Value);
                default:
                    break;
            }
        }

        throw Impossible("in", item, container, run);
    }

    private static bool ListContains(JinjaList list, JinjaValue item, RenderRun run)
    {
        foreach (var candidate in list.Items)
        {
            run.Step();
            if (Equality.Strict(candidate, item, run))
                return true;
        }

        return false;
    }

    private static JinjaString Concatenate(JinjaValue left, JinjaValue right, RenderRun run)
    {
        var first = ValueText.Joined(left, run);
        var second = ValueText.Joined(right, run);
        run.Text((long)first.Length + second.Length);
        return new JinjaString(first + second);
    }

    private static JinjaList Concatenate(JinjaList left, JinjaList right, RenderRun run)
    {
        run.Step((long)left.Items.Count + right.Items.Count);
        return new JinjaList([.. left.Items, .. right.Items]);
    }

    private static JinjaString Repeat(string text, long times, RenderRun run)
    {
        if (times <= 0 || text.Length == 0)
            return JinjaString.Empty;
        run.Text(times > int.MaxValue ? long.MaxValue : times * text.Length);
        return new JinjaString(string.Concat(Enumerable.Repeat(text, (int)times)));
    }

    private static bool Ordered(string symbol, JinjaValue left, JinjaValue right, RenderRun run)
    {
        if (left is JinjaString a && right is JinjaString b)
        {
            run.Text(Math.Min(a.Value.Length, b.Value.Length));
            return Holds(symbol, string.CompareOrdinal(a.Value, b.Value));
        }

        if (!IsNumber(left) || !IsNumber(right))
            throw Impossible(symbol, left, right, run);
        if (left is JinjaInteger x && right is JinjaInteger y)
            return Holds(symbol, x.Value.CompareTo(y.Value));
        var (first, second) = (ToDouble(left), ToDouble(right));
        // Not a number is neither below nor above.
        return !double.IsNaN(first) && !double.IsNaN(second) && Holds(symbol, first.CompareTo(second));
    }

    private static bool Holds(string symbol, int comparison) =>
        symbol switch
        {
            "<" => comparison < 0,
            ">" => comparison > 0,
            "<=" => comparison <= 0,
            _ => comparison >= 0,
        };

    private static JinjaException Impossible(string symbol, JinjaValue left, JinjaValue right, RenderRun run) =>
        run.Fault($"\"{symbol}\" is not possible between {left.TypeName} and {right.TypeName}");
}
