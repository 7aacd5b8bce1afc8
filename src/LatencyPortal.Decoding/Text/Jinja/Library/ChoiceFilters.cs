using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Text.Jinja.Library;

/// <summary>The filters that apply a test or another filter to each item.</summary>
internal static class ChoiceFilters
{
    public static JinjaValue Select(JinjaValue value, CallArguments arguments, RenderRun run) =>
        Choose("select", value, arguments, run, wanted: true);

    public static JinjaValue Reject(JinjaValue value, CallArguments arguments, RenderRun run) =>
        Choose("reject", value, arguments, run, wanted: false);

    public static JinjaValue SelectAttribute(JinjaValue value, CallArguments arguments, RenderRun run) =>
        ChooseByAttribute("selectattr", value, arguments, run, wanted: true);

    public static JinjaValue RejectAttribute(JinjaValue value, CallArguments arguments, RenderRun run) =>
        ChooseByAttribute("rejectattr", value, arguments, run, wanted: false);

    /// <summary><c>map(attribute="name", default=...)</c>, or <c>map("filter", ...)</c>.</summary>
    public static JinjaValue Map(JinjaValue value, CallArguments arguments, RenderRun run)
    {
        var items = ListFilters.ToList("map", value, run).Items;
        if (!arguments.Named.TryGetValue("attribute", out var attribute))
        {
            var filter = arguments.Text(0, "filter", run);
            var rest = arguments.Skip(1);
            return new JinjaList([.. items.Select(item => FilterLibrary.Apply(filter, item, rest, run))]);
        }

        var path = attribute as JinjaString
            ?? throw run.Fault("the argument \"attribute\" must be a string");
        var fallback = arguments.Named.GetValueOrDefault("default", JinjaUndefined.Instance);
        return new JinjaList([.. items.Select(Attribute)]);

        JinjaValue Attribute(JinjaValue item)
        {
            if (item is not (JinjaMapping or JinjaNamespace))
                throw run.Fault($"the filter \"map\" finds no attributes in {item.TypeName}");
            return Members.FindPath(item, path.Value, run) is var found and not JinjaUndefined ? found : fallback;
        }
    }

    private static JinjaList Choose(string filter, JinjaValue value, CallArguments arguments, RenderRun run, bool wanted)
    {
        var test = Test(arguments, run);
        return new JinjaList([.. ListFilters.ToList(filter, value, run).Items.Where(item => test(item) == wanted)]);
    }

    /// <summary>An item without the attribute fails every test, <c>undefined</c> too: so does the reference.</summary>
    private static JinjaList ChooseByAttribute(
        string filter, JinjaValue value, CallArguments arguments, RenderRun run, bool wanted)
    {
        var name = arguments.Text(0, "attribute", run);
        var test = Test(arguments.Skip(1), run);
        return new JinjaList([.. ListFilters.ToList(filter, value, run).Items.Where(Passes)]);

        bool Passes(JinjaValue item)
        {
            var entries = item switch
            {
                JinjaMapping mapping => mapping.Entries,
                JinjaNamespace space => space.Entries,
                _ => throw run.Fault($"the filter \"{filter}\" finds no attributes in {item.TypeName}"),
            };
            return (entries.TryGetValue(name, out var attribute) && test(attribute)) == wanted;
        }
    }

    /// <summary>The test of this name with the arguments after it; without a name, whether the value counts as true.</summary>
    private static Func<JinjaValue, bool> Test(CallArguments arguments, RenderRun run)
    {
        if (arguments.Positional.Count == 0)
            return value => value.IsTrue;
        var name = arguments.Text(0, "test", run);
        var rest = arguments.Skip(1);
        return value => TestLibrary.Apply(name, value, rest, run);
    }
}
