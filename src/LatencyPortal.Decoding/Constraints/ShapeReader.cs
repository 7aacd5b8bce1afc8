using System.Text.Json;

namespace LatencyPortal.Decoding.Constraints;

/// <summary>Reads bare places into one shape: the intersection of what they say.</summary>
internal sealed class ShapeReader(SchemaDocument document)
{
    private static readonly Dictionary<string, JsonKinds> Types = new()
    {
        ["null"] = JsonKinds.Null,
        ["boolean"] = JsonKinds.Boolean,
        ["integer"] = JsonKinds.Integer,
        ["number"] = JsonKinds.Number,
        ["string"] = JsonKinds.String,
        ["array"] = JsonKinds.Array,
        ["object"] = JsonKinds.Object,
    };

    /// <summary>Keywords that tell the type where none is given.</summary>
    private static readonly (JsonKinds Kind, string[] Keywords)[] Hints =
    [
        (JsonKinds.Object, ["properties", "required", "additionalProperties"]),
        (JsonKinds.Array, ["items", "prefixItems", "minItems", "maxItems"]),
        (JsonKinds.String, ["minLength", "maxLength", "pattern", "format"]),
        (JsonKinds.Number, ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]),
    ];

    /// <exception cref="SchemaException">Keywords cannot be combined.</exception>
    public SchemaShape Read(List<SchemaPlace> places)
    {
        var shape = new SchemaShape();
        var schemas = new List<(string Pointer, JsonElement Schema)>();
        foreach (var place in places)
        {
            var schema = document[place.Pointer];
            if (schema.ValueKind == JsonValueKind.False)
                shape.Kinds = JsonKinds.None;
            else if (schema.ValueKind == JsonValueKind.Object)
                schemas.Add((place.Pointer, schema));
        }

        foreach (var (pointer, schema) in schemas)
            ReadScalars(pointer, schema, shape);
        Infer(schemas, shape);
        ReadItems(schemas, shape);
        ReadMembers(schemas, shape);
        if (shape.Values is { } values)
            FilterValues(schemas, values, shape);
        return shape;
    }

    private static void ReadScalars(string pointer, JsonElement schema, SchemaShape shape)
    {
        foreach (var keyword in schema.EnumerateObject())
        {
            var value = keyword.Value;
            switch (keyword.Name)
            {
                case "type":
                    shape.Kinds &= KindsOf(schema, value);
                    break;
                case "enum":
                    Limit(shape, [.. value.EnumerateArray()]);
                    break;
                case "const":
                    Limit(shape, [value]);
                    break;
                case "minLength":
                    shape.MinLength = Math.Max(shape.MinLength, Count(value));
                    break;
                case "maxLength":
                    shape.MaxLength = Math.Min(shape.MaxLength, Count(value));
                    break;
                case "minItems":
                    shape.MinItems = Math.Max(shape.MinItems, Count(value));
                    break;
                case "maxItems":
                    shape.MaxItems = Math.Min(shape.MaxItems, Count(value));
                    break;
                case "minimum" or "exclusiveMinimum":
                    shape.Bounds = shape.Bounds.And(new NumberBounds(Low(pointer, value), keyword.Name != "minimum", null, false));
                    break;
                case "maximum" or "exclusiveMaximum":
                    shape.Bounds = shape.Bounds.And(new NumberBounds(null, false, High(pointer, value), keyword.Name != "maximum"));
                    break;
                case "pattern":
                    SetPattern(pointer, shape, value.GetString()!);
                    break;
                case "format":
                    ReadFormat(pointer, shape, value.GetString()!);
                    break;
            }
        }
    }

    private static JsonKinds KindsOf(JsonElement schema, JsonElement type)
    {
        var kinds = type.ValueKind == JsonValueKind.String
            ? Types[type.GetString()!]
            : type.EnumerateArray().Aggregate(JsonKinds.None, (all, name) => all | Types[name.GetString()!]);
        // OpenAPI 3.0's way to say it.
        return schema.TryGetProperty("nullable", out var nullable) && nullable.ValueKind == JsonValueKind.True
            ? kinds | JsonKinds.Null
            : kinds;
    }

    private static void ReadFormat(string pointer, SchemaShape shape, string format)
    {
        switch (format)
        {
            case "int32":
                shape.Bounds = shape.Bounds.And(new NumberBounds(int.MinValue, false, int.MaxValue, false));
                break;
            case "int64":
                shape.Bounds = shape.Bounds.And(new NumberBounds(long.MinValue, false, long.MaxValue, false));
                break;
            case "float" or "double":
                break;
            default:
                if (!StringFormats.Patterns.TryGetValue(format, out var pattern))
                    throw SchemaException.At(pointer, $"the \"format\" \"{SchemaException.Readable(format)}\" is not supported.");
                SetPattern(pointer, shape, pattern);
                break;
        }
    }

    private static void SetPattern(string pointer, SchemaShape shape, string pattern)
    {
        if (shape.Pattern is { } other && other != pattern)
            throw SchemaException.At(pointer, "two of \"pattern\" and \"format\" for one string are not supported.");
        shape.Pattern = pattern;
    }

    private static void Limit(SchemaShape shape, List<JsonElement> values) =>
        shape.Values = shape.Values is { } others
            ? [.. others.Where(other => values.Any(value => JsonElement.DeepEquals(value, other)))]
            : values;

    /// <summary>A schema that only says what objects look like means objects, and so on.</summary>
    private static void Infer(List<(string Pointer, JsonElement Schema)> schemas, SchemaShape shape)
    {
        if (shape.Values is not null || schemas.Any(part => part.Schema.TryGetProperty("type", out _)))
            return;
        var kinds = Hints
            .Where(hint => schemas.Any(part => hint.Keywords.Any(keyword => part.Schema.TryGetProperty(keyword, out _))))
            .Aggregate(JsonKinds.None, (all, hint) => all | hint.Kind);
        if (kinds != JsonKinds.None)
            shape.Kinds &= kinds;
    }

    private void ReadItems(List<(string Pointer, JsonElement Schema)> schemas, SchemaShape shape)
    {
        var parts = schemas.Select(part => (
            Prefix: part.Schema.TryGetProperty("prefixItems", out var prefix) ? document.Items(part.Pointer, "prefixItems", prefix) : [],
            Items: part.Schema.TryGetProperty("items", out var items) ? document.Child(part.Pointer, "items", items) : null))
            .ToList();
        foreach (var (prefix, items) in parts)
        {
            if (items is not null && IsFalse(items))
                shape.MaxItems = Math.Min(shape.MaxItems, prefix.Count);
            else if (items is not null)
                shape.Items.Add(new SchemaPlace(items));
        }

        var listed = parts.Select(part => part.Prefix.Count).DefaultIfEmpty(0).Max();
        for (var i = 0; i < listed; i++)
        {
            shape.Prefix.Add([.. parts
                .Select(part => i < part.Prefix.Count ? part.Prefix[i] : part.Items)
                .OfType<string>()
                .Select(pointer => new SchemaPlace(pointer))]);
        }

        // Who lists items means no others, unless more are asked for.
        if (listed > 0 && parts.All(part => part.Items is null) && shape.MinItems <= listed)
            shape.MaxItems = Math.Min(shape.MaxItems, listed);
    }

    private void ReadMembers(List<(string Pointer, JsonElement Schema)> schemas, SchemaShape shape)
    {
        // 1. Of each schema: its members by name, and what it says about all others.
        var parts = schemas.Select(part => (Named: ReadNamed(part.Pointer, part.Schema), Others: ReadOthers(part.Pointer, part.Schema))).ToList();
        var required = schemas.SelectMany(part => ReadRequired(part.Schema)).ToHashSet(StringComparer.Ordinal);

        // 2. A member has to satisfy what each schema says about it, by name or as one of the others.
        foreach (var name in parts.SelectMany(part => part.Named.Keys).Concat(required).Distinct(StringComparer.Ordinal))
        {
            var places = parts
                .Select(part => part.Named.TryGetValue(name, out var pointer) ? pointer : part.Others)
                .OfType<string>()
                .ToList();
            shape.Properties.Add(new SchemaProperty(
                name, [.. places.Select(pointer => new SchemaPlace(pointer))], required.Contains(name), places.Any(IsFalse)));
        }

        // 3. Who names members means no others, unless it says so.
        var others = parts.Select(part => part.Others).OfType<string>().ToList();
        shape.IsClosed = others.Any(IsFalse);
        var isOpen = others.Count > 0 ? !shape.IsClosed : parts.All(part => part.Named.Count == 0);
        shape.Additional = isOpen ? [.. others.Select(pointer => new SchemaPlace(pointer))] : null;
    }

    private OrderedDictionary<string, string> ReadNamed(string pointer, JsonElement schema)
    {
        var named = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        if (!schema.TryGetProperty("properties", out var properties))
            return named;
        var list = document.Child(pointer, "properties", properties);
        foreach (var member in properties.EnumerateObject())
            named[member.Name] = document.Child(list, member.Name, member.Value);
        return named;
    }

    private string? ReadOthers(string pointer, JsonElement schema) =>
        schema.TryGetProperty("additionalProperties", out var others)
            ? document.Child(pointer, "additionalProperties", others)
            : null;

    private static IEnumerable<string> ReadRequired(JsonElement schema) =>
        schema.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(name => name.GetString()!) : [];

    private bool IsFalse(string pointer) => document[pointer].ValueKind == JsonValueKind.False;

    /// <summary>Leaves the listed values that satisfy the other keywords.</summary>
    private static void FilterValues(List<(string Pointer, JsonElement Schema)> schemas, List<JsonElement> values, SchemaShape shape)
    {
        var isNested = values.Any(value => value.ValueKind is JsonValueKind.Array or JsonValueKind.Object);
        foreach (var (pointer, schema) in schemas)
        {
            if (shape.Pattern is not null)
                throw SchemaException.At(pointer, "\"pattern\" or \"format\" together with \"enum\" or \"const\" is not supported.");
            if (isNested && Hints[..2].SelectMany(hint => hint.Keywords).Any(keyword => schema.TryGetProperty(keyword, out _)))
                throw SchemaException.At(pointer, "lists of objects or arrays in \"enum\" or \"const\" together with rules for their parts are not supported.");
        }

        shape.Values = [.. values.Where(value => Fits(value, shape))];
    }

    private static bool Fits(JsonElement value, SchemaShape shape)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Null:
                return shape.Kinds.HasFlag(JsonKinds.Null);
            case JsonValueKind.True or JsonValueKind.False:
                return shape.Kinds.HasFlag(JsonKinds.Boolean);
            case JsonValueKind.String:
                var length = value.GetString()!.EnumerateRunes().Count();
                return shape.Kinds.HasFlag(JsonKinds.String) && length >= shape.MinLength && length <= shape.MaxLength;
            case JsonValueKind.Number:
                var number = value.TryGetDecimal(out var exact) ? exact : (decimal?)null;
                var kind = number is { } whole && whole == decimal.Truncate(whole) ? JsonKinds.Integer : JsonKinds.Fraction;
                return shape.Kinds.HasFlag(kind) && (shape.Bounds.IsNone || (number is { } known && shape.Bounds.Contain(known)));
            case JsonValueKind.Array:
                return shape.Kinds.HasFlag(JsonKinds.Array);
            default:
                return shape.Kinds.HasFlag(JsonKinds.Object);
        }
    }

    private static int Count(JsonElement value) => (int)Math.Min(value.GetDecimal(), GrammarState.Unlimited);

    private static decimal Low(string pointer, JsonElement value) => Number(pointer, value) is var low and < NumberEmitter.Largest
        ? low
        : throw SchemaException.At(pointer, $"a lower bound is beyond {NumberEmitter.Largest}, the largest number that is written.");

    private static decimal High(string pointer, JsonElement value) => Number(pointer, value) is var high and > -NumberEmitter.Largest
        ? high
        : throw SchemaException.At(pointer, $"an upper bound is beyond -{NumberEmitter.Largest}, the smallest number that is written.");

    /// <summary>A bound; those out of reach of a decimal say as much as the largest number that is written.</summary>
    private static decimal Number(string pointer, JsonElement value)
    {
        if (!value.TryGetDecimal(out var exact))
            return value.GetDouble() < 0 ? -NumberEmitter.Largest : NumberEmitter.Largest;
        if (exact == 0 && value.GetDouble() != 0)
            throw SchemaException.At(pointer, "a bound has more digits than are supported.");
        return Math.Clamp(exact, -NumberEmitter.Largest, NumberEmitter.Largest);
    }
}
