using System.Text.Json.Nodes;

namespace LatencyPortal.Decoding.Tests.Constraints;

/// <summary>Random schemas of the supported kind.</summary>
internal static class SchemaGenerator
{
    private static readonly string[] Names = ["a", "b", "name", "né", "value", "x\"y", "z\\", "", "日本", "na"];

    public static string Make(int seed)
    {
        var random = new Random(seed);
        var schema = Value(random, 3);
        schema["$defs"] = new JsonObject
        {
            ["node"] = new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject
                {
                    ["next"] = new JsonObject { ["anyOf"] = new JsonArray(new JsonObject { ["$ref"] = "#/$defs/node" }, Type("null")) },
                    ["list"] = new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["$ref"] = "#/$defs/node" } },
                },
                ["required"] = new JsonArray("next"),
                ["additionalProperties"] = false,
            },
        };
        return schema.ToJsonString();
    }

    private static JsonObject Value(Random random, int depth) => random.Next(depth > 0 ? 16 : 9) switch
    {
        0 => Type("null"),
        1 => Type("boolean"),
        2 => Number(random, "integer"),
        3 => Number(random, "number"),
        4 => Text(random),
        5 => new JsonObject { ["enum"] = new JsonArray("x", 1, 1.5, null, true, "é\n", new JsonObject { ["a"] = new JsonArray(1, "b") }) },
        6 => new JsonObject { ["const"] = "constant \"quoted\"" },
        7 => new JsonObject { ["type"] = new JsonArray("string", "null", "integer") },
        8 => Formatted(random),
        9 or 10 => Items(random, depth),
        11 => new JsonObject { ["anyOf"] = new JsonArray(Value(random, depth - 1), Value(random, depth - 1)) },
        12 => new JsonObject { ["allOf"] = new JsonArray(Members(random, depth), new JsonObject { ["required"] = new JsonArray("a") }) },
        13 => new JsonObject { ["$ref"] = "#/$defs/node" },
        _ => Members(random, depth),
    };

    private static JsonObject Type(string name) => new() { ["type"] = name };

    private static JsonObject Number(Random random, string type)
    {
        var schema = Type(type);
        var low = random.Next(-2000, 2000) / (type == "number" ? 8m : 1);
        if (random.Next(2) == 0)
            schema[random.Next(2) == 0 ? "minimum" : "exclusiveMinimum"] = low;
        if (random.Next(2) == 0)
            schema[random.Next(2) == 0 ? "maximum" : "exclusiveMaximum"] = low + random.Next(2, 500);
        return schema;
    }

    private static JsonObject Text(Random random)
    {
        var schema = Type("string");
        var least = random.Next(4);
        if (random.Next(2) == 0)
            schema["minLength"] = least;
        if (random.Next(2) == 0)
            schema["maxLength"] = least + random.Next(6);
        return schema;
    }

    private static JsonObject Formatted(Random random)
    {
        var schema = Type("string");
        if (random.Next(2) == 0)
            schema["format"] = new[] { "date", "time", "date-time", "uuid", "ipv4", "email" }[random.Next(6)];
        else
            schema["pattern"] = new[] { "^[a-z]+$", "^(ab|c)*d?$", @"\d{2,3}", "^[^a-z]*$", @"^\w+-\d$", "^.+$", @"^""\\$" }[random.Next(7)];
        return schema;
    }

    private static JsonObject Items(Random random, int depth)
    {
        var schema = Type("array");
        var least = random.Next(3);
        if (random.Next(3) == 0)
            schema["prefixItems"] = new JsonArray(Value(random, depth - 1), Value(random, depth - 1));
        if (random.Next(4) > 0)
            schema["items"] = Value(random, depth - 1);
        if (random.Next(2) == 0)
            schema["minItems"] = least;
        if (random.Next(2) == 0)
            schema["maxItems"] = least + random.Next(4);
        return schema;
    }

    private static JsonObject Members(Random random, int depth)
    {
        var schema = Type("object");
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var name in Names.OrderBy(_ => random.Next()).Take(random.Next(5)))
        {
            properties[name] = Value(random, depth - 1);
            if (random.Next(2) == 0)
                required.Add(name);
        }

        if (random.Next(5) > 0)
            schema["properties"] = properties;
        if (random.Next(2) == 0)
            schema["required"] = required;
        if (random.Next(3) > 0)
            schema["additionalProperties"] = random.Next(3) switch { 0 => Value(random, depth - 1), 1 => true, _ => false };
        return schema;
    }
}
