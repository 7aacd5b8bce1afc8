using System.Text.Json;

namespace LatencyPortal.Decoding.Tests.Constraints;

/// <summary>Documents that a schema allows or does not allow.</summary>
public sealed class SchemaDocumentTests
{
    private const string Person = """
        {
          "type": "object",
          "properties": {
            "name": { "type": "string", "minLength": 1, "maxLength": 4 },
            "age": { "type": "integer", "minimum": 0, "maximum": 150 },
            "tags": { "type": "array", "items": { "enum": ["a", "b\n"] }, "maxItems": 2 },
            "home": { "$ref": "#/$defs/home" }
          },
          "required": ["name", "home"],
          "additionalProperties": false,
          "$defs": { "home": { "type": ["object", "null"], "properties": { "x": { "type": "number" } }, "required": ["x"] } }
        }
        """;

    [Theory]
    [InlineData(true, """{"name":"a","home":null}""")]
    [InlineData(true, """{"name": "日本😀é", "age": 150, "tags": ["a", "b\n"], "home": {"x": -1.5e-7}}""")]
    [InlineData(true, "{\n  \"name\": \"a\",\n  \"home\": {\n\t\t\"x\": 0\n  }\n}")]
    [InlineData(true, """{"name":"\u0041\ud83d\ude00\"\\","home":null}""")]
    [InlineData(true, """{"name":"a","tags":[],"home":null}""")]
    [InlineData(false, """{"name":"","home":null}""")]
    [InlineData(false, """{"name":"abcde","home":null}""")]
    [InlineData(false, """{"name":"\ud83d","home":null}""")]
    [InlineData(false, """{"name":"\ude00","home":null}""")]
    [InlineData(false, "{\"name\":\"a\nb\",\"home\":null}")]
    [InlineData(false, """{"name":"a"}""")]
    [InlineData(false, """{"home":null,"name":"a"}""")]
    [InlineData(false, """{"name":"a","age":151,"home":null}""")]
    [InlineData(false, """{"name":"a","age":1.0,"home":null}""")]
    [InlineData(false, """{"name":"a","age":01,"home":null}""")]
    [InlineData(false, """{"name":"a","tags":["a","a","a"],"home":null}""")]
    [InlineData(false, """{"name":"a","tags":["a",],"home":null}""")]
    [InlineData(false, """{"name":"a","home":null,"more":1}""")]
    [InlineData(false, """{"name":"a","home":null,}""")]
    [InlineData(false, """ {"name":"a","home":null}""")]
    [InlineData(false, """{"name":"a","home":null} """)]
    [InlineData(false, """{  "name":"a","home":null}""")]
    [InlineData(false, "{\n\n\"name\":\"a\",\"home\":null}")]
    public void Accepts_ADocument_AsTheSchemaSays(bool expected, string document) =>
        Assert.Equal(expected, ConstraintFollower.Compile(Person).Accepts(document));

    [Theory]
    [InlineData(true, """{"a":1,"b":"x","anything":[{"c":null}]}""")]
    [InlineData(true, """{"a":1,"b":"x"}""")]
    [InlineData(true, """{"a":1,"b":"x","ab":1,"":2,"é":3}""")]
    [InlineData(false, """{"a":1,"b":"x","a":2}""")]
    [InlineData(false, """{"a":1,"b":"x","\u0061":2}""")]
    [InlineData(false, """{"b":"x","a":1}""")]
    [InlineData(false, """{"a":1}""")]
    public void Accepts_MergedObjectsWithOthers_AllMembers(bool expected, string document) =>
        Assert.Equal(expected, ConstraintFollower.Compile("""
            {
              "allOf": [
                { "properties": { "a": { "type": "integer" } }, "required": ["a"], "additionalProperties": true },
                { "type": "object", "properties": { "b": true }, "required": ["b"] },
                { "properties": { "b": { "type": "string" } } }
              ]
            }
            """).Accepts(document));

    [Theory]
    [InlineData(true, """{"kind":"circle","radius":1}""")]
    [InlineData(true, """{"kind":"square","side":2}""")]
    [InlineData(false, """{"kind":"circle","side":2}""")]
    [InlineData(true, "null")]
    public void Accepts_OneOfWithATellTale_EachOption(bool expected, string document) =>
        Assert.Equal(expected, ConstraintFollower.Compile("""
            {
              "oneOf": [
                { "type": "object", "properties": { "kind": { "const": "circle" }, "radius": { "type": "number" } }, "required": ["kind", "radius"] },
                { "type": "object", "properties": { "kind": { "const": "square" }, "side": { "type": "number" } }, "required": ["kind", "side"] },
                { "type": "null" }
              ]
            }
            """).Accepts(document));

    [Fact]
    public void Accepts_ARecursiveSchema_UpToTheDeepestLevel()
    {
        var constraint = ConstraintFollower.Compile("""
            { "type": "object", "properties": { "next": { "anyOf": [{ "$ref": "#" }, { "type": "null" }] } }, "required": ["next"] }
            """);

        Assert.True(constraint.Accepts(Nested(32)));
        Assert.False(constraint.Accepts(Nested(33)));

        static string Nested(int depth) =>
            string.Concat(Enumerable.Repeat("{\"next\":", depth)) + "null" + new string('}', depth);
    }

    [Fact]
    public void Accepts_AnyValue_WhatSerialisersWrite()
    {
        object[] values = [1, -2.5, "é\"\\\u0001\u2028😀", true, null!, Array.Empty<int>(), new Dictionary<string, object> { ["a\"é"] = new[] { 1, 2 }, ["b"] = new { } }];
        var constraint = ConstraintFollower.Compile("true");
        var indented = new JsonSerializerOptions { WriteIndented = true };

        Assert.All(values, value =>
        {
            Assert.True(constraint.Accepts(JsonSerializer.Serialize(value)));
            Assert.True(constraint.Accepts(JsonSerializer.Serialize(value, indented)));
        });
    }

    [Theory]
    [InlineData(new byte[] { 0x80 })]
    [InlineData(new byte[] { 0xC0 })]
    [InlineData(new byte[] { 0xC3, 0x22 })]
    [InlineData(new byte[] { 0xE0, 0x80 })]
    [InlineData(new byte[] { 0xED, 0xA0 })]
    [InlineData(new byte[] { 0xF0, 0x80 })]
    [InlineData(new byte[] { 0xF4, 0x90 })]
    [InlineData(new byte[] { 0xFF })]
    [InlineData(new byte[] { 0x1F })]
    public void Begins_BytesThatAreNoText_IsRefused(byte[] bytes)
    {
        foreach (var schema in (string[])["""{"type":"string"}""", """{"type":"string","maxLength":9}""", """{"type":"string","pattern":"x"}"""])
        {
            Assert.True(ConstraintFollower.Compile(schema).Begins([(byte)'"', .. bytes[..^1]]));
            Assert.False(ConstraintFollower.Compile(schema).Begins([(byte)'"', .. bytes]));
        }
    }

    [Theory]
    [InlineData("date", "2024-02-29", "2023-02-29")]
    [InlineData("date", "2000-02-29", "1900-02-29")]
    [InlineData("date", "2024-12-31", "2024-11-31")]
    [InlineData("time", "23:59:59.123Z", "24:00:00Z")]
    [InlineData("date-time", "2024-01-01T00:00:00+02:00", "2024-01-01 00:00:00Z")]
    [InlineData("uuid", "123e4567-e89b-12d3-a456-426614174000", "123e4567e89b12d3a456426614174000")]
    [InlineData("ipv4", "192.168.0.255", "192.168.0.256")]
    [InlineData("email", "a.b@example.org", "a@b@example.org")]
    public void Accepts_AFormat_WhatItMeans(string format, string right, string wrong)
    {
        var constraint = ConstraintFollower.Compile($$"""{"type":"string","format":"{{format}}"}""");

        Assert.True(constraint.Accepts($"\"{right}\""));
        Assert.False(constraint.Accepts($"\"{wrong}\""));
    }
}
