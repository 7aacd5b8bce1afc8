using CsCheck;
using LatencyPortal.Decoding.Text.Jinja;
using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Tests.Text.Jinja;

public sealed class JinjaPropertyTests
{
    private static readonly JinjaOptions Small = new() { MaxSteps = 20_000, MaxOutput = 50_000, MaxDepth = 200, Time = FixedTime.Instance };

    private static readonly Dictionary<string, JinjaValue> Variables = GoldenVariables();

    [Fact]
    public void Render_RandomTemplate_GivesTextOrAJinjaException() =>
        RandomTemplate.Block(3).Array[1, 4].Select(blocks => "{% set ns = namespace() %}{% macro m(a, b=2) %}{{ a }}{{ b }}{% endmacro %}" + string.Concat(blocks))
            .Sample(source => EndsWell(source), iter: 3_000, print: source => source);

    [Fact]
    public void Render_RandomExpression_GivesTextOrAJinjaException() =>
        RandomTemplate.Expression(4).Select(expression => $"{{{{ {expression} }}}}")
            .Sample(source => EndsWell(source), iter: 10_000, print: source => source);

    /// <summary>Characters of real templates put out of order, doubled or dropped.</summary>
    [Fact]
    public void Render_DamagedTemplate_GivesTextOrAJinjaException()
    {
        var sources = new[] { "qwen3.jinja", "llama3-tools.jinja", "mistral.jinja", "typed-tools.jinja" }.Select(GoldenJinja.Template).ToArray();
        Gen.Select(RandomTemplate.AnyOf(sources), Gen.Select(Gen.Int[0, 100_000], Gen.Int[0, 30], Gen.Int[0, 100_000]).Array[1, 4])
            .Select((source, edits) => edits.Aggregate(source, Damage))
            .Sample(source => EndsWell(source), iter: 1_000, print: source => source);
    }

    [Fact]
    public void Render_AnyText_IsItself() =>
        Gen.String.Where(text => !text.Contains('{') && !text.Contains('}') && !text.EndsWith('\n'))
            .Sample(text => JinjaTemplate.Parse(text).Render(Variables) == text);

    [Fact]
    public void Render_AnyString_SurvivesTojson() =>
        Gen.String.Where(text => !text.Any(char.IsSurrogate)).Sample(text =>
        {
            var variables = new Dictionary<string, JinjaValue> { ["text"] = JinjaValue.From(text) };
            var json = JinjaTemplate.Parse("{{ text | tojson }}").Render(variables);
            return System.Text.Json.JsonSerializer.Deserialize<string>(json) == text;
        });

    /// <summary>Ends within the budgets, the same way twice.</summary>
    private static bool EndsWell(string source)
    {
        var (first, second) = (Outcome(source), Outcome(source));
        return first == second && first.Length <= Small.MaxOutput;
    }

    private static string Outcome(string source)
    {
        try
        {
            return JinjaTemplate.Parse(source, Small).Render(Variables);
        }
        catch (JinjaException e)
        {
            Assert.InRange(e.Line, 1, source.Count(character => character == '\n') + 1);
            return e.Message[..Math.Min(e.Message.Length, 1_000)];
        }
    }

    private static string Damage(string source, (int From, int Length, int To) edit)
    {
        var from = edit.From % source.Length;
        var piece = source.Substring(from, Math.Min(edit.Length, source.Length - from));
        var without = source.Remove(from, edit.Length % 2 == 0 ? piece.Length : 0);
        return without.Insert(edit.To % (without.Length + 1), piece);
    }

    private static Dictionary<string, JinjaValue> GoldenVariables()
    {
        var golden = GoldenJinja.Read("chat.json");
        var variables = GoldenJinja.Variables(golden.GetProperty("kinds").GetProperty("tools"));
        variables["messages"] = JinjaValue.From(golden.GetProperty("conversations").GetProperty("calls"));
        return variables;
    }
}
