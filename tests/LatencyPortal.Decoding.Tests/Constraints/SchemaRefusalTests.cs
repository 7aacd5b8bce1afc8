using LatencyPortal.Decoding.Constraints;

namespace LatencyPortal.Decoding.Tests.Constraints;

public sealed class SchemaRefusalTests
{
    private const string Nothing = "no JSON that satisfies it";
    private const string Endless = "refers to itself without end";
    private const string Large = "too large";

    [Theory]
    [InlineData("""{"type":"object","patternProperties":{}}""", "\"patternProperties\" is not supported")]
    [InlineData("""{"properties":{"a/b":{"not":{}}}}""", "#/properties/a~1b, \"not\" is not supported")]
    [InlineData("""{"if":{}}""", "\"if\"")]
    [InlineData("""{"type":"array","uniqueItems":true}""", "\"uniqueItems\"")]
    [InlineData("""{"multipleOf":2}""", "\"multipleOf\"")]
    [InlineData("""{"minLenght":2}""", "\"minLenght\" is not supported")]
    [InlineData("""{"type":"string","format":"uri"}""", "\"uri\" is not supported")]
    [InlineData("""{"type":"string","pattern":"(?=a)"}""", "looking ahead")]
    [InlineData("""{"type":"string","pattern":"(a"}""", "is not closed")]
    [InlineData("""{"type":"string","pattern":"a","minLength":2}""", "together with \"minLength\"")]
    [InlineData("""{"allOf":[{"pattern":"a"},{"pattern":"b"}]}""", "two of \"pattern\"")]
    [InlineData("""{"enum":["a"],"pattern":"a"}""", "together with \"enum\"")]
    [InlineData("""{"type":"text"}""", "\"type\" has a value that means nothing")]
    [InlineData("""{"items":[]}""", "\"items\" has a value")]
    [InlineData("""{"minLength":-1}""", "\"minLength\" has a value")]
    [InlineData("""{"required":[1]}""", "\"required\" has a value")]
    [InlineData("""{"anyOf":[]}""", "\"anyOf\" has a value")]
    [InlineData("""{"properties":{"a":1}}""", "there must be a schema")]
    [InlineData("""{"$ref":"other.json"}""", "leads out of the schema")]
    [InlineData("""{"$ref":"#/$defs/a"}""", "which is not there")]
    [InlineData("""{"$ref":"#a"}""", "anchor")]
    [InlineData("""{"oneOf":[{"type":"integer"},{"type":"number"}]}""", "use \"anyOf\"")]
    [InlineData("""{"oneOf":[{"properties":{"a":{}}},{"properties":{"b":{}}}]}""", "use \"anyOf\"")]
    [InlineData("[]", "there must be a schema")]
    [InlineData("{", "not valid JSON")]
    [InlineData("", "not valid JSON")]
    [InlineData("\"\\ud800\"", "not valid JSON")]
    [InlineData("false", Nothing)]
    [InlineData("""{"enum":[]}""", Nothing)]
    [InlineData("""{"type":[]}""", Nothing)]
    [InlineData("""{"allOf":[{"type":"string"},{"type":"number"}]}""", Nothing)]
    [InlineData("""{"type":"integer","minimum":3,"maximum":2}""", Nothing)]
    [InlineData("""{"type":"integer","exclusiveMinimum":2,"exclusiveMaximum":3}""", Nothing)]
    [InlineData("""{"type":"number","exclusiveMinimum":0,"exclusiveMaximum":1e-20}""", Nothing)]
    [InlineData("""{"type":"number","minimum":1e300}""", "a lower bound is beyond")]
    [InlineData("""{"type":"number","exclusiveMinimum":1e30}""", "a lower bound is beyond")]
    [InlineData("""{"type":"integer","maximum":-1e30}""", "an upper bound is beyond")]
    [InlineData("""{"type":"string","minLength":3,"maxLength":2}""", Nothing)]
    [InlineData("""{"type":"array","minItems":1,"items":false}""", Nothing)]
    [InlineData("""{"type":"array","minItems":3,"maxItems":2}""", Nothing)]
    [InlineData("""{"properties":{"a":false},"required":["a"]}""", Nothing)]
    [InlineData("""{"required":["a"],"additionalProperties":false}""", Nothing)]
    [InlineData("""{"properties":{"a":{"$ref":"#"}},"required":["a"]}""", Nothing)]
    [InlineData("""{"type":"array","items":{"$ref":"#"},"minItems":1}""", Nothing)]
    [InlineData("""{"const":1,"type":"string"}""", Nothing)]
    [InlineData("""{"enum":[1,5],"minimum":2,"maximum":4}""", Nothing)]
    [InlineData("""{"type":"string","pattern":"^[]$"}""", Nothing)]
    [InlineData("""{"$ref":"#"}""", Endless)]
    [InlineData("""{"anyOf":[{"$ref":"#"},{"type":"string"}]}""", Endless)]
    [InlineData("""{"allOf":[{"$ref":"#/$defs/a"}],"$defs":{"a":{"$ref":"#/$defs/b"},"b":{"$ref":"#/$defs/a"}}}""", Endless)]
    [InlineData("""{"type":"string","maxLength":10000000}""", Large)]
    [InlineData("""{"type":"string","minLength":2147483647}""", Large)]
    [InlineData("""{"type":"array","minItems":100000000000000000000}""", Large)]
    [InlineData("""{"type":"string","pattern":"((a{1000}){1000}){1000}"}""", Large)]
    public void Compile_WhatCannotBe_SaysSo(string schema, string reason)
    {
        var refusal = Assert.Throws<SchemaException>(() => ConstraintFollower.Compile(schema));

        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", refusal.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string> HostileSchemas => new(
        // Choices that multiply, references that double, alternatives without end.
        $$"""{"allOf":[{{List(40, _ => """{"anyOf":[{"type":"string"},{"type":"number"}]}""")}}]}""",
        $$"""{"$ref":"#/$defs/a0","$defs":{ {{List(500, i => $$"""
            "a{{i}}":{"allOf":[{"$ref":"#/$defs/a{{i + 1}}"},{"$ref":"#/$defs/a{{i + 1}}"}]}
            """)}},"a500":true} }""",
        $$"""{"$ref":"#/$defs/a0","$defs":{ {{List(2000, i => $$"""
            "a{{i}}":{"anyOf":[{"$ref":"#/$defs/a{{i + 1}}"},{"type":"null"}]}
            """)}},"a2000":true} }""",
        Combinations(3),
        // Too deep, too long, too many.
        $"{string.Concat(Enumerable.Repeat("{\"items\":", 1000))}true{new string('}', 1000)}",
        $$"""{"enum":[{{new string('1', 300_000)}}]}""",
        $$"""{"properties":{"{{new string('a', 100_000)}}":true} }""",
        $$"""{"$ref":"#/$defs/{{new string('a', 100_000)}}","$defs":{"{{new string('a', 100_000)}}":true} }""",
        $$"""{"properties":{ {{List(5000, i => $"\"p{i}\":true")}} } }""",
        $$"""{"type":"string","pattern":"{{new string('(', 1000)}}a{{new string(')', 1000)}}"}""",
        $$"""{"oneOf":[{{List(64, i => $$"""{"anyOf":[{{List(200, _ => $$"""{"const":{{i}} }""")}}]}""")}}]}""");

    [Theory]
    [MemberData(nameof(HostileSchemas), DisableDiscoveryEnumeration = true)]
    public void Compile_AHostileSchema_IsRefused(string schema) =>
        Assert.Throws<SchemaException>(() => ConstraintFollower.Compile(schema));

    [Theory]
    [InlineData("""{"$defs":{"a":{"anyOf":[{"type":"array","items":{"$ref":"#/$defs/a"}},{"type":"array","items":{"$ref":"#/$defs/a"},"maxItems":9},{"type":"string"}]}},"$ref":"#/$defs/a"}""")]
    [InlineData("""{"type":"string","pattern":"^(a?){300}(a|aa|[ab]*)*$"}""")]
    public void Walk_ASchemaWithVeryManyReadings_EndsInJsonThatFits(string schema)
    {
        var text = Vocabularies.Text(RandomWalk.Run(ConstraintFollower.Compile(schema).Start(), 1));

        Assert.True(new SchemaValidator(schema).IsValid(text));
    }

    private static string Combinations(int depth) => depth == 0
        ? """{"type":"null"}"""
        : $$"""{"allOf":[{{List(2, part => $$"""{"anyOf":[{{List(16, i => depth == 1
            ? $$"""{"type":"object","properties":{"p{{part}}{{i}}":true} }"""
            : $$"""{"type":"object","properties":{"p":{"$ref":"#/$defs/d{{depth - 1}}"},"p{{part}}{{i}}":{"$ref":"#/$defs/d{{depth - 1}}"} } }""")}}]}""")}}]{{(depth == 3
            ? $$""","$defs":{"d2":{{Combinations(2)}},"d1":{{Combinations(1)}} }"""
            : "")}} }""";

    private static string List(int count, Func<int, string> item) => string.Join(',', Enumerable.Range(0, count).Select(item));
}
