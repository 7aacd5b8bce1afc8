using LatencyPortal.Decoding.Text.Jinja;
using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Tests.Text.Jinja;

public sealed class JinjaLimitTests
{
    private static readonly Dictionary<string, JinjaValue> NoVariables = [];

    [Theory]
    [InlineData("{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}", "steps")]
    [InlineData("{{ range(9223372036854775807) | length }}", "steps")]
    [InlineData("{{ range(-9223372036854775807, 9223372036854775807) | length }}", "steps")]
    [InlineData("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "nests")]
    [InlineData("{% macro m() %}{% call m() %}{% endcall %}{{ caller() }}{% endmacro %}{% call m() %}{% endcall %}", "nests")]
    [InlineData("{% set ns = namespace(a=[]) %}{% for i in range(5000) %}{% set ns.a = [ns.a] %}{% endfor %}{{ ns.a }}", "nests")]
    [InlineData("{% set ns = namespace() %}{% set ns.me = ns %}{{ ns }}", "nests")]
    [InlineData("{% set ns = namespace(t='x') %}{% for i in range(99) %}{% set ns.t = ns.t ~ ns.t %}{% endfor %}", "characters")]
    [InlineData("{% set ns = namespace(l=[1]) %}{% for i in range(99) %}{% set ns.l = ns.l + ns.l %}{% endfor %}", "steps")]
    [InlineData("{{ 'abc' * 9223372036854775807 }}", "characters")]
    [InlineData("{{ 'a' | indent(9223372036854775807, true) }}", "characters")]
    [InlineData("{{ ('a' * 100000) | replace('a', 'b' * 100000) }}", "characters")]
    [InlineData("{{ ('b' * 100000) | replace('', 'b' * 100000) }}", "characters")]
    [InlineData("{{ ('b' * 100000).split('b') | join('b' * 100000) }}", "characters")]
    [InlineData("{% set t = 'x' * 1000000 %}{% for i in range(100) %}{{ t }}{% endfor %}", "characters")]
    [InlineData("{% set t = 'x' * 1000000 %}{% for i in range(100) %}{% set y = t | upper %}{% endfor %}", "steps")]
    [InlineData("{% set x %}{% for i in range(99) %}{{ 'x' * 1000000 }}{% endfor %}{% endset %}", "characters")]
    [InlineData("{{ range(300000) | sort | sort | sort | reverse | sort | unique | list }}", "steps")]
    [InlineData("{{ [[[[[1]]]]] | tojson(indent=1000) }}{{ range(100000) | list | tojson(indent=1000) }}", "steps|characters")]
    public void Render_HostileTemplate_StopsWithTheBudget(string source, string budget)
    {
        var template = JinjaTemplate.Parse(source);

        var exception = Assert.Throws<JinjaException>(() => template.Render(NoVariables, TestContext.Current.CancellationToken));

        Assert.Equal(JinjaErrorKind.Limit, exception.Kind);
        Assert.Contains(budget.Split('|'), word => exception.Message.Contains(word, StringComparison.Ordinal));
    }

    /// <summary>A search that began anew at each place would compare 10^11 characters.</summary>
    [Theory]
    [InlineData("{{ (t ~ 'b') in t ~ t }}", "false")]
    [InlineData("{{ (t ~ t).split(t ~ 'b') | length }}", "1")]
    [InlineData("{{ (t ~ t).count(t) }} {{ (t ~ t ~ 'b').find(t ~ 'b') == t | length }}", "2 true")]
    [InlineData("{{ (t ~ t ~ t) | replace(t, 'x') }}", "xxx")]
    public void Render_SearchOfARepetitiveText_TakesLinearTime(string source, string expected)
    {
        var variables = new Dictionary<string, JinjaValue> { ["t"] = JinjaValue.From(new string('a', 500_000)) };

        Assert.Equal(expected, JinjaTemplate.Parse(source).Render(variables, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("[", "]")]
    [InlineData("{'a': ", "}")]
    [InlineData("-", "")]
    [InlineData("not ", "")]
    [InlineData("1 + (", ")")]
    [InlineData("f(", ")")]
    [InlineData("1 if 1 else ", "")]
    [InlineData("a[", "]")]
    public void Parse_DeepNesting_IsRefused(string open, string close)
    {
        var source = $"{{{{ {Repeat(open, 50_000)}1{Repeat(close, 50_000)} }}}}";

        var exception = Assert.Throws<JinjaException>(() => JinjaTemplate.Parse(source));

        Assert.Equal(JinjaErrorKind.Limit, exception.Kind);
    }

    [Theory]
    [InlineData("{% if 1 %}", "{% endif %}")]
    [InlineData("{% for a in b %}", "{% endfor %}")]
    [InlineData("{% macro m() %}", "{% endmacro %}")]
    [InlineData("{% set x %}", "{% endset %}")]
    public void Parse_DeepBlocks_AreRefused(string open, string close) =>
        Assert.Equal(
            JinjaErrorKind.Limit,
            Assert.Throws<JinjaException>(() => JinjaTemplate.Parse(Repeat(open, 10_000) + Repeat(close, 10_000))).Kind);

    [Theory]
    [InlineData("1", " + 1")]
    [InlineData("a", ".a")]
    [InlineData("''", " | trim")]
    [InlineData("'a'", " ~ 'a'")]
    public void Render_LongChain_IsRefused(string first, string next)
    {
        var template = JinjaTemplate.Parse($"{{{{ {first}{Repeat(next, 50_000)} }}}}");

        Assert.Equal(
            JinjaErrorKind.Limit,
            Assert.Throws<JinjaException>(() => template.Render(NoVariables, TestContext.Current.CancellationToken)).Kind);
    }

    [Fact]
    public void Render_OnASmallStack_EndsWithAnException()
    {
        var template = JinjaTemplate.Parse("{% macro m() %}{{ [[[m()]]] | tojson }}{% endmacro %}{{ m() }}", new JinjaOptions { MaxDepth = int.MaxValue });
        JinjaException? exception = null;
        var thread = new Thread(() => exception = Assert.Throws<JinjaException>(() => template.Render(NoVariables, CancellationToken.None)), 256 * 1024);

        thread.Start();
        thread.Join();

        Assert.Equal(JinjaErrorKind.Limit, exception!.Kind);
    }

    [Fact]
    public void Parse_TooLong_IsRefused() =>
        Assert.Equal(JinjaErrorKind.Limit, Assert.Throws<JinjaException>(() => JinjaTemplate.Parse(new string(' ', (1 << 20) + 1))).Kind);

    [Fact]
    public void Parse_HalfAMillionTagsAndBlanks_Ends()
    {
        Assert.Throws<JinjaException>(() => JinjaTemplate.Parse(Repeat("{% generation", 70_000)));
        Assert.Throws<JinjaException>(() => JinjaTemplate.Parse(Repeat("{%", 500_000)));
        Assert.Throws<JinjaException>(() => JinjaTemplate.Parse("{#" + Repeat("{#-", 300_000)));
        Assert.Equal("", JinjaTemplate.Parse(new string(' ', 1_000_000) + "{#- -#}").Render(NoVariables, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Render_Cancelled_Stops()
    {
        using var stop = new CancellationTokenSource();
        var template = JinjaTemplate.Parse(
            "{% for a in range(1000000) %}{% for b in range(1000000) %}{% endfor %}{% endfor %}",
            new JinjaOptions { MaxSteps = int.MaxValue });
        var rendering = Task.Run(() => template.Render(NoVariables, stop.Token), TestContext.Current.CancellationToken);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => rendering);
    }

    [Fact]
    public void Render_AMillionCharacters_Passes()
    {
        var text = string.Concat(Enumerable.Repeat("Some words of a long document.\n", 33_000));
        var messages = new JinjaMapping();
        messages.Entries["role"] = JinjaValue.From("user");
        messages.Entries["content"] = JinjaValue.From(text);
        var variables = new Dictionary<string, JinjaValue> { ["messages"] = new JinjaList([messages]), ["add_generation_prompt"] = JinjaBoolean.True };

        var prompt = JinjaTemplate.Parse(GoldenJinja.Template("qwen3.jinja")).Render(variables, TestContext.Current.CancellationToken);

        Assert.Equal($"<|im_start|>user\n{text}<|im_end|>\n<|im_start|>assistant\n", prompt);
    }

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}
