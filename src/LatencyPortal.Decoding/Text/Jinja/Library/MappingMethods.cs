using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Text.Jinja.Library;

/// <summary>The methods of mappings. None changes the mapping, as in the sandbox of Hugging Face.</summary>
internal static class MappingMethods
{
    public static JinjaFunction? Find(JinjaMapping mapping, string name) =>
        name switch
        {
            "get" => new JinjaFunction((arguments, run) => Get(mapping, arguments, run)),
            "items" => new JinjaFunction((_, run) => Items(mapping, run)),
            "keys" => new JinjaFunction((_, run) => Keys(mapping, run)),
            "values" => new JinjaFunction((_, run) => Values(mapping, run)),
            "dictsort" => new JinjaFunction((arguments, run) => Sort(mapping, arguments, run)),
            _ => null,
        };

    public static JinjaList Items(JinjaMapping mapping, RenderRun run)
    {
        run.Step(3L * mapping.Entries.Count);
        return new JinjaList([.. mapping.Entries.Select(entry => new JinjaList([new JinjaString(entry.Key), entry.Value]))]);
    }

    public static JinjaList Keys(JinjaMapping mapping, RenderRun run)
    {
        run.Step(mapping.Entries.Count);
        return new JinjaList([.. mapping.Entries.Keys.Select(JinjaValue.From)]);
    }

    public static JinjaList Sort(JinjaMapping mapping, CallArguments arguments, RenderRun run)
    {
        var caseSensitive = arguments.Flag(0, "case_sensitive", run);
        var by = arguments.Text(1, "by", run, "key");
        if (by is not ("key" or "value"))
            throw run.Fault("the argument \"by\" must be \"key\" or \"value\"");
        var reverse = arguments.Flag(2, "reverse", run);
        var place = by == "key" ? 0 : 1;
        return Ordering.Sort(Items(mapping, run), pair => ((JinjaList)pair).Items[place], caseSensitive, reverse, run);
    }

    private static JinjaList Values(JinjaMapping mapping, RenderRun run)
    {
        run.Step(mapping.Entries.Count);
        return new JinjaList([.. mapping.Entries.Values]);
    }

    private static JinjaValue Get(JinjaMapping mapping, CallArguments arguments, RenderRun run) =>
        mapping.Entries.TryGetValue(arguments.Text(0, "key", run), out var value)
            ? value
            : arguments.Find(1, "default") ?? JinjaNone.Instance;
}
