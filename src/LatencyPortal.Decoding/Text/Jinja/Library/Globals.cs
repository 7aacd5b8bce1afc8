using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Text.Jinja.Library;

/// <summary>The names that every template knows.</summary>
internal static class Globals
{
    private static readonly string[] Months =
    [
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ];

    public static IReadOnlyDictionary<string, JinjaValue> Values { get; } = new Dictionary<string, JinjaValue>(StringComparer.Ordinal)
    {
        ["true"] = JinjaBoolean.True,
        ["false"] = JinjaBoolean.False,
        ["none"] = JinjaNone.Instance,
        ["True"] = JinjaBoolean.True,
        ["False"] = JinjaBoolean.False,
        ["None"] = JinjaNone.Instance,
        ["namespace"] = new JinjaFunction(MakeNamespace),
        ["dict"] = new JinjaFunction((arguments, run) => new JinjaMapping(Entries(arguments, run))),
        ["range"] = new JinjaFunction(Range),
        ["raise_exception"] = new JinjaFunction(Raise),
        ["strftime_now"] = new JinjaFunction(FormatNow),
    };

    private static JinjaNamespace MakeNamespace(CallArguments arguments, RenderRun run)
    {
        var space = new JinjaNamespace();
        foreach (var (name, value) in Entries(arguments, run))
            space.Entries[name] = value;
        return space;
    }

    /// <summary>The entries of a mapping or of a list of pairs, then the named arguments.</summary>
    private static List<KeyValuePair<string, JinjaValue>> Entries(CallArguments arguments, RenderRun run)
    {
        var entries = new List<KeyValuePair<string, JinjaValue>>();
        if (arguments.Positional.Count > 1)
            throw run.Fault("at most one argument can stand without a name");
        switch (arguments.Find(0, ""))
        {
            case null:
                break;
            case JinjaMapping mapping:
                entries.AddRange(mapping.Entries);
                break;
            case JinjaList list:
                entries.AddRange(list.Items.Select(pair => Entry(pair, run)));
                break;
            case var other:
                throw run.Fault($"{other.TypeName} has no entries");
        }

        entries.AddRange(arguments.Named);
        run.Step(entries.Count);
        return entries;
    }

    private static KeyValuePair<string, JinjaValue> Entry(JinjaValue pair, RenderRun run) =>
        pair is JinjaList { Items: [JinjaString key, var value] }
            ? KeyValuePair.Create(key.Value, value)
            : throw run.Fault("entries must be pairs of a string and a value");

    private static JinjaList Range(CallArguments arguments, RenderRun run)
    {
        var first = arguments.Integer(0, "start", run);
        var second = arguments.Positional.Count > 1 ? arguments.Integer(1, "stop", run) : (long?)null;
        var step = arguments.Integer(2, "step", run, fallback: 1);
        if (step == 0)
            throw run.Fault("the step of \"range\" is 0");
        var (start, stop) = second is { } end ? (first, end) : (0, first);
        var distance = step > 0 ? (Int128)stop - start : (Int128)start - stop;
        var size = Int128.Abs(step);
        var count = distance <= 0 ? 0 : (distance + size - 1) / size;
        run.Step(count > long.MaxValue / 2 ? long.MaxValue / 2 : (long)count);
        var numbers = new JinjaValue[(int)count];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = new JinjaInteger(start + i * step);
        return new JinjaList(numbers);
    }

    private static JinjaValue Raise(CallArguments arguments, RenderRun run) =>
        throw run.Raised(arguments.Find(0, "message") is { } message and not (JinjaNone or JinjaUndefined)
            ? ValueText.Joined(message, run)
            : "the template refuses these messages");

    /// <summary>The codes that the reference knows, with English names; others stay as they are.</summary>
    private static JinjaString FormatNow(CallArguments arguments, RenderRun run)
    {
        var format = arguments.Text(0, "format", run);
        run.Text(4L * format.Length);
        var now = run.Time.GetLocalNow();
        var parts = new List<string>();
        for (var i = 0; i < format.Length; i++)
        {
            var code = format[i] == '%' && i + 1 < format.Length ? Code(format[i + 1], now) : null;
            parts.Add(code ?? format[i].ToString());
            if (code is not null)
                i++;
        }

        return new JinjaString(string.Concat(parts));
    }

    private static string? Code(char code, DateTimeOffset now) =>
        code switch
        {
            'Y' => $"{now.Year}",
            'm' => $"{now.Month:00}",
            'd' => $"{now.Day:00}",
            'b' => Months[now.Month - 1][..3],
            'B' => Months[now.Month - 1],
            'H' => $"{now.Hour:00}",
            'M' => $"{now.Minute:00}",
            '%' => "%",
            _ => null,
        };
}
