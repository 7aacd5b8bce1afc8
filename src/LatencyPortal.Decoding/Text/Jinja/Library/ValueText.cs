using System.Globalization;
using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Text.Jinja.Library;

/// <summary>The two ways in which the reference turns a value into text. They differ for floats and for lists.</summary>
internal static class ValueText
{
    /// <summary>As <c>{{ value }}</c> prints it: nothing for none and undefined, JSON for lists and mappings.</summary>
    public static string Printed(JinjaValue value, RenderRun run) =>
        value is JinjaNone or JinjaUndefined ? "" : Display(value, run);

    /// <summary>As an item of a list within a text. The reference makes no difference between none and undefined here.</summary>
    public static string Display(JinjaValue value, RenderRun run) =>
        value switch
        {
            JinjaNone or JinjaUndefined => "undefined",
            JinjaFloat number => Numbers.Printed(number.Value),
            JinjaList or JinjaMapping or JinjaNamespace => JsonText.Write(value, JsonStyle.Display, run),
            _ => Joined(value, run),
        };

    /// <summary>As <c>~</c>, <c>+</c> and <c>join</c> take it: 1.0 is "1", and a list is its items with commas.</summary>
    public static string Joined(JinjaValue value, RenderRun run)
    {
        switch (value)
        {
            case JinjaString text:
                return text.Value;
            case JinjaInteger number:
                return number.Value.ToString(CultureInfo.InvariantCulture);
            case JinjaFloat number:
                return Numbers.Text(number.Value);
            case JinjaBoolean flag:
                return flag.Value ? "true" : "false";
            case JinjaList list:
                return Join(",", list.Items, Display, run);
            default:
                throw run.Fault($"{value.TypeName} cannot be turned into text");
        }
    }

    public static string Join(
        string separator, IReadOnlyList<JinjaValue> items, Func<JinjaValue, RenderRun, string> text, RenderRun run)
    {
        run.Step(items.Count);
        var parts = new string[items.Count];
        long length = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = text(items[i], run);
            length += parts[i].Length + (i > 0 ? separator.Length : 0);
            if (i % 1_024 == 0)
                run.Text(length);
        }

        run.Text(length);
        return string.Join(separator, parts);
    }
}
