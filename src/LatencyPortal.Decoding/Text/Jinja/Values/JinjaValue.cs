using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LatencyPortal.Decoding.Text.Jinja.Values;

/// <summary>
/// A value of a template. All but <see cref="JinjaNamespace"/> are immutable once they can be seen
/// by a template, as in the sandbox of Hugging Face.
/// </summary>
internal abstract class JinjaValue
{
    /// <summary>What messages call it.</summary>
    public abstract string TypeName { get; }

    public virtual bool IsTrue => true;

    public static JinjaValue From(string? text) => text is null ? JinjaNone.Instance : new JinjaString(text);

    public static JinjaValue From(long number) => new JinjaInteger(number);

    public static JinjaValue From(double number) => new JinjaFloat(number);

    public static JinjaValue From(bool value) => value ? JinjaBoolean.True : JinjaBoolean.False;

    public static JinjaValue From(JsonNode? node) =>
        node is null ? JinjaNone.Instance : From(node.Deserialize<JsonElement>());

    /// <summary>Whole numbers become integers however they are written (<c>1.0</c> too), as JavaScript reads them.</summary>
    /// <exception cref="JsonException">A string is no text.</exception>
    public static JinjaValue From(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var mapping = new JinjaMapping();
                foreach (var property in element.EnumerateObject())
                    mapping.Entries[property.Name] = From(property.Value);
                return mapping;
            case JsonValueKind.Array:
                return new JinjaList([.. element.EnumerateArray().Select(From)]);
            case JsonValueKind.String:
                return FromText(element);
            case JsonValueKind.Number:
                return FromNumber(element);
            case JsonValueKind.True:
                return JinjaBoolean.True;
            case JsonValueKind.False:
                return JinjaBoolean.False;
            case JsonValueKind.Null:
                return JinjaNone.Instance;
            default:
                return JinjaUndefined.Instance;
        }
    }

    private static JinjaString FromText(JsonElement element)
    {
        try
        {
            return new JinjaString(element.GetString()!);
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("A string of the JSON holds half of a surrogate pair.", e);
        }
    }

    private static JinjaValue FromNumber(JsonElement element)
    {
        if (element.TryGetInt64(out var integer))
            return new JinjaInteger(integer);
        // Beyond 2^53 a double names no certain integer.
        var number = double.Parse(element.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsInteger(number) && Math.Abs(number) <= 1L << 53
            ? new JinjaInteger((long)number)
            : new JinjaFloat(number);
    }
}
