using System.Collections.Frozen;
using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Text.Jinja.Library;

/// <summary>The filters by name.</summary>
internal static class FilterLibrary
{
    private static readonly FrozenDictionary<string, Filter> Filters = new Dictionary<string, Filter>
    {
        ["abs"] = NumberFilters.Absolute,
        ["bool"] = NumberFilters.Boolean,
        ["capitalize"] = TextFilters.Capitalize,
        ["count"] = ListFilters.Length,
        ["d"] = Default,
        ["default"] = Default,
        ["dictsort"] = ListFilters.SortMapping,
        ["e"] = TextFilters.Escape,
        ["escape"] = TextFilters.Escape,
        ["first"] = ListFilters.First,
        ["float"] = NumberFilters.Float,
        ["indent"] = TextFilters.Indent,
        ["int"] = NumberFilters.Integer,
        ["items"] = ListFilters.Items,
        ["join"] = ListFilters.Join,
        ["last"] = ListFilters.Last,
        ["length"] = ListFilters.Length,
        ["list"] = ListFilters.List,
        ["lower"] = TextFilters.Lower,
        ["map"] = ChoiceFilters.Map,
        ["max"] = ListFilters.Greatest,
        ["min"] = ListFilters.Least,
        ["reject"] = ChoiceFilters.Reject,
        ["rejectattr"] = ChoiceFilters.RejectAttribute,
        ["replace"] = TextFilters.Replace,
        ["reverse"] = ListFilters.Reverse,
        ["round"] = NumberFilters.Round,
        ["safe"] = (value, _, _) => value,
        ["select"] = ChoiceFilters.Select,
        ["selectattr"] = ChoiceFilters.SelectAttribute,
        ["sort"] = ListFilters.Sort,
        ["string"] = TextFilters.String,
        ["sum"] = ListFilters.Sum,
        ["title"] = TextFilters.Title,
        ["tojson"] = JsonFilter.Apply,
        ["trim"] = TextFilters.Trim,
        ["unique"] = ListFilters.Unique,
        ["upper"] = TextFilters.Upper,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private delegate JinjaValue Filter(JinjaValue value, CallArguments arguments, RenderRun run);

    public static JinjaValue Apply(string name, JinjaValue value, CallArguments arguments, RenderRun run)
    {
        run.Step();
        if (Filters.TryGetValue(name, out var filter))
            return filter(value, arguments, run);
        // The reference takes the methods of a mapping for filters too.
        return value is JinjaMapping mapping && MappingMethods.Find(mapping, name) is { } method
            ? method.Call(arguments, run)
            : throw run.Fault($"there is no filter \"{name}\"");
    }

    /// <summary>A filter is not possible for this value.</summary>
    public static JinjaException Impossible(string name, JinjaValue value, RenderRun run) =>
        run.Fault($"the filter \"{name}\" is not possible for {value.TypeName}");

    private static JinjaValue Default(JinjaValue value, CallArguments arguments, RenderRun run)
    {
        var forFalse = arguments.Flag(1, "boolean", run);
        return value is JinjaUndefined || (forFalse && !value.IsTrue)
            ? arguments.Find(0, "default_value") ?? JinjaString.Empty
            : value;
    }
}
