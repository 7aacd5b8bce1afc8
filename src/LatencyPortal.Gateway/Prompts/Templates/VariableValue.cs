using System.Globalization;
using System.Text.Json;
using Fluid.Values;

namespace LatencyPortal.Gateway.Prompts.Templates;

/// <summary>Reads the value of a variable from what a request or an author wrote.</summary>
internal static class VariableValue
{
    /// <summary>A value as JSON of a request.</summary>
    /// <exception cref="TemplateException">It is not of the variable's type.</exception>
    public static FluidValue Read(PromptVariable variable, JsonElement value)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : null;
        var fits = (variable.Type, value.ValueKind) switch
        {
            (VariableType.Text, JsonValueKind.String) => true,
            (VariableType.Text, JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False) => true,
            (VariableType.Json, _) => true,
            (VariableType.Number, JsonValueKind.Number) => true,
            (VariableType.Boolean, JsonValueKind.True or JsonValueKind.False) => true,
            _ => text is not null,
        };
        if (fits && variable.Type == VariableType.Json && text is null)
            return Plain(CanonicalJson.Sort(value));
        if (fits && TryParse(variable, text ?? value.GetRawText(), out var read, out _))
            return read;
        throw new TemplateException($"The variable {variable.Name} must be {Problem(variable.Type)}", variable.Name);
    }

    /// <summary>A value as text.</summary>
    public static bool TryParse(PromptVariable variable, string text, out FluidValue value, out string problem)
    {
        problem = "";
        value = NilValue.Instance;
        switch (variable.Type)
        {
            case VariableType.Text:
                value = new StringValue(CanonicalText.Lines(text));
                return true;
            case VariableType.Number when decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number):
                value = NumberValue.Create(number);
                return true;
            case VariableType.Boolean when bool.TryParse(text, out var flag):
                value = flag ? BooleanValue.True : BooleanValue.False;
                return true;
            // A day is written as a day; the date filter reads it as its midnight in UTC.
            case VariableType.Date when DateOnly.TryParse(text, CultureInfo.InvariantCulture, out var day):
                value = new StringValue(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                return true;
            case VariableType.Date when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date):
                value = new DateTimeValue(date);
                return true;
            case VariableType.Json:
                try
                {
                    using var document = JsonDocument.Parse(text);
                    value = Plain(CanonicalJson.Sort(document.RootElement));
                    return true;
                }
                catch (JsonException)
                {
                    break;
                }
        }

        problem = $"it must be {Problem(variable.Type)}";
        return false;
    }

    private static string Problem(VariableType type) => type switch
    {
        VariableType.Number => "a number, for example 3.5.",
        VariableType.Boolean => "true or false.",
        VariableType.Date => "a date such as 2026-11-29 or 2026-11-29T08:30:00Z.",
        VariableType.Json => "JSON: a list or an object.",
        _ => "a text.",
    };

    private static FluidValue Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => new DictionaryValue(new FluidValueDictionaryFluidIndexable(
            value.EnumerateObject().ToDictionary(member => member.Name, member => Plain(member.Value), StringComparer.Ordinal))),
        JsonValueKind.Array => new ArrayValue([.. value.EnumerateArray().Select(Plain)]),
        JsonValueKind.String => new StringValue(CanonicalText.Lines(value.GetString()!)),
        JsonValueKind.Number => value.TryGetDecimal(out var number) ? NumberValue.Create(number) : new StringValue(value.GetRawText()),
        JsonValueKind.True => BooleanValue.True,
        JsonValueKind.False => BooleanValue.False,
        _ => NilValue.Instance,
    };
}
