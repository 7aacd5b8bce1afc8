using System.Text.Json;
using System.Text.Json.Nodes;
using LatencyPortal.Decoding.Text.Jinja;
using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Tests.Text.Jinja;

public sealed class JinjaTemplateTests
{
    private static readonly Dictionary<string, JinjaValue> NoVariables = [];

    [Theory]
    [InlineData("a\nb\n{% if %}", 3, "this cannot stand here")]
    [InlineData("{{ 1 }}\n{{\n'a\n}}", 3, "the string has no end")]
    [InlineData("\n{{ a", 2, "the tag has no end")]
    [InlineData("{# a", 1, "the comment has no end")]
    [InlineData("{% for x in y %}\n{% endif %}", 2, "\"endfor\" is missing for the tag that begins in line 1")]
    [InlineData("\n\n  {% include 'x' %}\n", 3, "there is no statement \"include\"")]
    [InlineData("{{ 99999999999999999999 }}", 1, "an integer is too large")]
    [InlineData("{% if a %}\n\n{% break %}{% endif %}", 3, "\"break\" stands outside a loop")]
    [InlineData("{% for a in b %}{% macro m() %}{% break %}{% endmacro %}{% endfor %}", 1, "\"break\" stands outside a loop")]
    public void Parse_MalformedTemplate_TellsLineAndReason(string source, int line, string reason)
    {
        var exception = Assert.Throws<JinjaException>(() => JinjaTemplate.Parse(source));

        Assert.Equal((JinjaErrorKind.Syntax, line, reason), (exception.Kind, exception.Line, exception.Reason));
        Assert.Equal($"line {line}: {reason}", exception.Message);
    }

    [Theory]
    [InlineData("a\n{% set x = 1 %}\n{{ x.y.z() }}", 3, "\"z\" is not a function: undefined")]
    [InlineData("{{ foo('a') }}", 1, "\"foo\" is not a function: undefined")]
    [InlineData("{# a\nb #}\n{{ 1 | nonsense }}", 3, "there is no filter \"nonsense\"")]
    [InlineData("{{ 1 is nonsense }}", 1, "there is no test \"nonsense\"")]
    [InlineData("{{ none + 'a' }}", 1, "\"+\" is not possible between none and string")]
    [InlineData("{{ {} ~ 'a' }}", 1, "mapping cannot be turned into text")]
    [InlineData("{{ range }}", 1, "function cannot be turned into text")]
    [InlineData("{{ 1 / 0 }}", 1, "a division by zero")]
    [InlineData("{{ 1.5 // 0.0 }}", 1, "a division by zero")]
    [InlineData("{{ 5 % 0 }}", 1, "a division by zero")]
    [InlineData("{{ 9223372036854775807 + 1 }}", 1, "an integer is too large")]
    [InlineData("{{ (-9223372036854775807 - 1) // -1 }}", 1, "an integer is too large")]
    [InlineData("{{ -(-9223372036854775807 - 1) }}", 1, "an integer is too large")]
    [InlineData("{{ (-9223372036854775807 - 1) | abs }}", 1, "an integer is too large")]
    [InlineData("{{ 10 ** 19 }}", 1, "an integer is too large")]
    [InlineData("{{ '1e300' | float | int }}", 1, "an integer is too large")]
    [InlineData("{{ (0 - 8) ** 0.5 }}", 1, "a power is not a real number, or too large")]
    public void Render_Impossible_TellsLineAndReason(string source, int line, string reason)
    {
        var template = JinjaTemplate.Parse(source);

        var exception = Assert.Throws<JinjaException>(() => template.Render(NoVariables, TestContext.Current.CancellationToken));

        Assert.Equal((JinjaErrorKind.Evaluation, line, reason), (exception.Kind, exception.Line, exception.Reason));
    }

    [Theory]
    [InlineData("{{ (-9223372036854775807 - 1) % -1 }} {{ (-9223372036854775807 - 1) // 1 }}", "0 -9223372036854775808")]
    [InlineData("{{ 9007199254740993 }} {{ 9007199254740992 + 1 }} {{ 3 ** 39 }}", "9007199254740993 9007199254740993 4052555153018976267")]
    [InlineData("{{ 1 ** 9223372036854775807 }} {{ (-1) ** 9223372036854775806 }} {{ 0 ** 5 }}", "1 1 0")]
    public void Render_LargeIntegers_AreExact(string source, string expected) =>
        Assert.Equal(expected, JinjaTemplate.Parse(source).Render(NoVariables, TestContext.Current.CancellationToken));

    [Theory]
    [InlineData("range")]
    [InlineData("true")]
    [InlineData("raise_exception")]
    public void Render_VariableOfATakenName_IsRefused(string name)
    {
        var variables = new Dictionary<string, JinjaValue> { [name] = JinjaNone.Instance };

        Assert.Throws<JinjaException>(() => JinjaTemplate.Parse("").Render(variables, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("{% if tools %}{% endif %}", true)]
    [InlineData("{{ tools | tojson }}", true)]
    [InlineData("{{ x[tools] }}", true)]
    [InlineData("{{ x.tools }}", false)]
    [InlineData("{{ x['tools'] }}", false)]
    [InlineData("tools {# {{ tools }} #}", false)]
    public void ReadsVariable_Template_TellsNamesFromText(string source, bool expected) =>
        Assert.Equal(expected, JinjaTemplate.Parse(source).ReadsVariable("tools"));

    [Theory]
    [InlineData("{{ x.tool_calls }}", true)]
    [InlineData("{{ x['tool_calls'] }}", true)]
    [InlineData("{{ 'tool_calls' in x }}", true)]
    [InlineData("tool_calls {# {{ tool_calls }} #}", false)]
    public void Mentions_Template_TellsCodeFromText(string source, bool expected) =>
        Assert.Equal(expected, JinjaTemplate.Parse(source).Mentions("tool_calls"));

    [Fact]
    public void Render_ManyAtOnce_DoNotSeeEachOther()
    {
        var template = JinjaTemplate.Parse("{% set ns = namespace(n=0) %}{% for i in range(start) %}{% set ns.n = ns.n + 1 %}{% endfor %}{{ ns.n }}");

        Parallel.For(0, 200, i => Assert.Equal(
            $"{i}", template.Render(new Dictionary<string, JinjaValue> { ["start"] = JinjaValue.From((long)i) })));
    }

    [Fact]
    public void From_Json_KeepsOrderAndNumbers()
    {
        const string Json = """{"b":1,"10":2.0,"a":[null,true,1.5,9223372036854775807,1e300,"x"],"1":{}}""";
        const string Expected = """{"b": 1, "10": 2, "a": [null, true, 1.5, 9223372036854775807, 1e+300, "x"], "1": {}}""";
        using var document = JsonDocument.Parse(Json);

        Assert.Equal(Expected, Printed(JinjaValue.From(document.RootElement)));
        Assert.Equal(Expected, Printed(JinjaValue.From(JsonNode.Parse(Json))));
        Assert.Same(JinjaNone.Instance, JinjaValue.From((JsonNode?)null));
    }

    [Fact]
    public void From_JsonWithHalfASurrogatePair_IsRefused()
    {
        using var document = JsonDocument.Parse("""["\ud83d"]""");

        Assert.Throws<JsonException>(() => JinjaValue.From(document.RootElement));
    }

    [Theory]
    [InlineData("{{ ''.__class__ }}|{{ x.GetType }}|{{ [].__init__ }}|{{ x.Entries }}|{{ range.__globals__ }}")]
    [InlineData("{{ x['GetType'] }}|{{ x['Entries'] }}|{{ ''['Length'] }}|{{ [].Items }}|{{ x | attr('Entries') if false }}")]
    public void Render_NamesOfTheHost_AreUndefined(string source)
    {
        var variables = new Dictionary<string, JinjaValue> { ["x"] = new JinjaMapping() };

        Assert.Equal("||||", JinjaTemplate.Parse(source).Render(variables, TestContext.Current.CancellationToken));
    }

    private static string Printed(JinjaValue value) =>
        JinjaTemplate.Parse("{{ value }}").Render(new Dictionary<string, JinjaValue> { ["value"] = value });
}
