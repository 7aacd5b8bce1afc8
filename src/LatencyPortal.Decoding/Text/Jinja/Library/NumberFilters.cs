using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Text.Jinja.Library;

/// <summary>The filters that make numbers.</summary>
internal static class NumberFilters
{
    private const int MaxPrecision = 15;

    /// <summary>
    /// Rounds a float down, unlike Python, which cuts it off. With parentheses a number stays as it
    /// is, a float too: so does the reference.
    /// </summary>
    public static JinjaValue Integer(JinjaValue value, CallArguments arguments, RenderRun run) =>
        value switch
        {
            JinjaInteger => value,
            JinjaFloat when !arguments.AreAbsent => value,
            JinjaFloat number => new JinjaInteger(Whole(Math.Floor(number.Value), run)),
            JinjaBoolean flag => new JinjaInteger(flag.Value ? 1 : 0),
            JinjaString text => Numbers.ParseInteger(Charged(text, run)) is { } number
                ? new JinjaInteger(number)
                : arguments.Find(0, "default") ?? new JinjaInteger(0),
            _ => throw FilterLibrary.Impossible("int", value, run),
        };

    public static JinjaValue Float(JinjaValue value, CallArguments arguments, RenderRun run) =>
        value switch
        {
            JinjaInteger when !arguments.AreAbsent => value,
            JinjaInteger number => new JinjaFloat(number.Value),
            JinjaFloat => value,
            JinjaBoolean flag => new JinjaFloat(flag.Value ? 1 : 0),
            JinjaString text => Numbers.ParseFloat(Charged(text, run)) is { } number
                ? new JinjaFloat(number)
                : arguments.Find(0, "default") ?? new JinjaFloat(0),
            _ => throw FilterLibrary.Impossible("float", value, run),
        };

    public static JinjaValue Boolean(JinjaValue value, CallArguments arguments, RenderRun run) =>
        value is JinjaBoolean ? value : throw FilterLibrary.Impossible("bool", value, run);

    public static JinjaValue Absolute(JinjaValue value, CallArguments arguments, RenderRun run) =>
        value switch
        {
            JinjaInteger { Value: long.MinValue } => throw run.Fault("an integer is too large"),
            JinjaInteger number => new JinjaInteger(Math.Abs(number.Value)),
            JinjaFloat number => new JinjaFloat(Math.Abs(number.Value)),
            _ => throw FilterLibrary.Impossible("abs", value, run),
        };

    public static JinjaValue Round(JinjaValue value, CallArguments arguments, RenderRun run)
    {
        var precision = arguments.Integer(0, "precision", run, fallback: 0);
        if (precision is < 0 or > MaxPrecision)
            throw run.Fault($"the argument \"precision\" must be from 0 to {MaxPrecision}");
        var method = arguments.Text(1, "method", run, "common");
        if (!Operators.IsNumber(value))
            throw FilterLibrary.Impossible("round", value, run);
        if (method == "common" && value is JinjaInteger)
            return value;
        var number = Operators.ToDouble(value);
        var scale = Math.Pow(10, precision);
        return new JinjaFloat(method switch
        {
            "common" => Math.Round(number, (int)precision, MidpointRounding.ToEven),
            "ceil" => Math.Ceiling(number * scale) / scale,
            "floor" => Math.Floor(number * scale) / scale,
            _ => throw run.Fault("the argument \"method\" must be \"common\", \"ceil\" or \"floor\""),
        });
    }

    private static string Charged(JinjaString text, RenderRun run)
    {
        run.Text(text.Value.Length);
        return text.Value;
    }

    private static long Whole(double number, RenderRun run) =>
        Math.Abs(number) < long.MaxValue ? (long)number : throw run.Fault("an integer is too large");
}
