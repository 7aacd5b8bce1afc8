using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Text.Jinja.Library;

/// <summary>
/// The two equalities of the reference, which are those of JavaScript. Lists, mappings and functions
/// equal only themselves.
/// </summary>
internal static class Equality
{
    /// <summary>Of the operator <c>==</c>: "1" equals 1, true equals 1, none equals undefined.</summary>
    public static bool Loose(JinjaValue a, JinjaValue b, RenderRun run)
    {
        if (a is JinjaNone or JinjaUndefined || b is JinjaNone or JinjaUndefined)
            return a is JinjaNone or JinjaUndefined && b is JinjaNone or JinjaUndefined;
        if (a is JinjaString left && b is JinjaString right)
            return SameText(left.Value, right.Value, run);
        if (IsPrimitive(a) && IsPrimitive(b))
            return SameNumber(a, b, run);
        // A list beside a text or number counts as its items with commas.
        if (a is JinjaList && IsPrimitive(b))
            return Loose(new JinjaString(ValueText.Joined(a, run)), b, run);
        if (b is JinjaList && IsPrimitive(a))
            return Loose(a, new JinjaString(ValueText.Joined(b, run)), run);
        return ReferenceEquals(a, b);
    }

    /// <summary>Of <c>in</c> and of tests: the types must agree too, but for integers and floats, and for none and undefined.</summary>
    public static bool Strict(JinjaValue a, JinjaValue b, RenderRun run) =>
        (a, b) switch
        {
            (JinjaString left, JinjaString right) => SameText(left.Value, right.Value, run),
            (JinjaInteger left, JinjaInteger right) => left.Value == right.Value,
            (JinjaInteger or JinjaFloat, JinjaInteger or JinjaFloat) => SameNumber(a, b, run),
            (JinjaNone or JinjaUndefined, JinjaNone or JinjaUndefined) => true,
            _ => ReferenceEquals(a, b),
        };

    private static bool SameText(string a, string b, RenderRun run)
    {
        if (a.Length != b.Length)
            return false;
        run.Text(a.Length);
        return a == b;
    }

    private static bool IsPrimitive(JinjaValue value) =>
        value is JinjaString or JinjaInteger or JinjaFloat or JinjaBoolean;

    private static bool SameNumber(JinjaValue a, JinjaValue b, RenderRun run) =>
        a is JinjaInteger left && b is JinjaInteger right
            ? left.Value == right.Value
            : Number(a, run) == Number(b, run);

    private static double Number(JinjaValue value, RenderRun run)
    {
        if (value is not JinjaString text)
            return Operators.ToDouble(value);
        run.Text(text.Value.Length);
        return Numbers.Convert(text.Value);
    }
}
