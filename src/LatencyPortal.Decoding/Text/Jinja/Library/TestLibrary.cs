using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Text.Jinja.Library;

/// <summary>The tests: what can follow <c>is</c>, and what <c>select</c> and its kin take by name.</summary>
internal static class TestLibrary
{
    private static readonly Dictionary<string, Func<JinjaValue, CallArguments, RenderRun, bool>> Tests =
        new(StringComparer.Ordinal)
        {
            ["defined"] = (value, _, _) => value is not JinjaUndefined,
            ["undefined"] = (value, _, _) => value is JinjaUndefined,
            ["none"] = (value, _, _) => value is JinjaNone,
            ["boolean"] = (value, _, _) => value is JinjaBoolean,
            ["true"] = (value, _, _) => value is JinjaBoolean { Value: true },
            ["false"] = (value, _, _) => value is JinjaBoolean { Value: false },
            ["string"] = (value, _, _) => value is JinjaString,
            ["number"] = (value, _, _) => Operators.IsNumber(value),
            ["integer"] = (value, _, _) => value is JinjaInteger,
            ["float"] = (value, _, _) => value is JinjaFloat,
            ["callable"] = (value, _, _) => value is JinjaCallable,
            ["mapping"] = (value, _, _) => value is JinjaMapping,
            // A mapping is no iterable in the reference, though a loop goes through one.
            ["iterable"] = (value, _, _) => value is JinjaList or JinjaString,
            ["sequence"] = (value, _, _) => value is JinjaList or JinjaMapping or JinjaString,
            ["odd"] = (value, _, run) => Integer(value, run) % 2 != 0,
            ["even"] = (value, _, run) => Integer(value, run) % 2 == 0,
            ["divisibleby"] = IsDivisible,
            ["lower"] = (value, _, run) => HasCase(value, LetterCase.Lower, run),
            ["upper"] = (value, _, run) => HasCase(value, LetterCase.Upper, run),
            ["eq"] = (value, arguments, run) => Equality.Strict(value, Other(arguments, run), run),
            ["ne"] = (value, arguments, run) => !Equality.Strict(value, Other(arguments, run), run),
            ["lt"] = Ordered("<"),
            ["le"] = Ordered("<="),
            ["gt"] = Ordered(">"),
            ["ge"] = Ordered(">="),
            ["in"] = (value, arguments, run) => Operators.Contains(Other(arguments, run), value, run),
        };

    /// <summary>The other names that Jinja2 gives to some of the tests.</summary>
    private static readonly Dictionary<string, string> Aliases = new(StringComparer.Ordinal)
    {
        ["equalto"] = "eq",
        ["=="] = "eq",
        ["sameas"] = "eq",
        ["!="] = "ne",
        ["lessthan"] = "lt",
        ["<"] = "lt",
        ["<="] = "le",
        ["greaterthan"] = "gt",
        [">"] = "gt",
        [">="] = "ge",
    };

    public static bool Apply(string name, JinjaValue value, CallArguments arguments, RenderRun run)
    {
        run.Step();
        return Tests.TryGetValue(Aliases.GetValueOrDefault(name, name), out var test)
            ? test(value, arguments, run)
            : throw run.Fault($"there is no test \"{name}\"");
    }

    private static JinjaValue Other(CallArguments arguments, RenderRun run) =>
        arguments.Find(0, "other") ?? throw run.Fault("the test needs an argument");

    private static Func<JinjaValue, CallArguments, RenderRun, bool> Ordered(string symbol) =>
        (value, arguments, run) => Operators.Apply(symbol, value, Other(arguments, run), run).IsTrue;

    private static bool IsDivisible(JinjaValue value, CallArguments arguments, RenderRun run)
    {
        var divisor = arguments.Integer(0, "num", run);
        if (divisor == 0)
            throw run.Fault("a division by zero");
        return divisor == -1 || Integer(value, run) % divisor == 0;
    }

    private static long Integer(JinjaValue value, RenderRun run) =>
        (value as JinjaInteger ?? throw run.Fault($"the test is not possible for {value.TypeName}")).Value;

    private static bool HasCase(JinjaValue value, Func<string, string> change, RenderRun run)
    {
        if (value is not JinjaString text)
            return false;
        run.Text(text.Value.Length);
        return change(text.Value) == text.Value;
    }
}
