using CsCheck;
using LatencyPortal.Gateway.Prompts.Analysis;
using LatencyPortal.Gateway.Prompts.Families;
using LatencyPortal.Gateway.Prompts.Templates;
using LatencyPortal.Gateway.Prompts.Tokens;
using static LatencyPortal.Gateway.Tests.Prompts.Templates;

namespace LatencyPortal.Gateway.Tests.Prompts.Analysis;

public sealed class TemplateAnalyzerTests
{
    private static readonly string Long = string.Join(' ', Enumerable.Range(0, 1500).Select(i => $"rule {i}"));

    [Fact]
    public void Analyze_DateInTheMiddle_IsPointedAt()
    {
        var analysis = Analyze(Of([Rules($"You help.\nIt is {{{{ now }}}}. Be kind.\n{Long}"), History, Input()]));

        var point = analysis.FirstVolatile!;
        Assert.Equal(("system", "You help.\nIt is ".Length, "{{ now }}".Length, ChangeRate.Request), (point.Segment, point.Start, point.Length, point.Rate));
        Assert.Equal("{{ now }} changes with every request", point.Reason);
        Assert.True(point.TokensLost > 3000, $"{point.TokensLost}");
        Assert.Equal(point.TokensBefore, analysis.SharedTokens);
    }

    [Theory]
    [InlineData("{{ now | date: '%Y' }}", ChangeRate.Day)]
    [InlineData("{{ now | date: '%Y-%m-%d' }}", ChangeRate.Day)]
    [InlineData("{{ now | date: '%H' }}", ChangeRate.Hour)]
    [InlineData("{{ now | date: '%H:%M' }}", ChangeRate.Request)]
    [InlineData("{{ 'now' | date: '%H:%M' }}", ChangeRate.Request)]
    [InlineData("{{ today }}", ChangeRate.Day)]
    [InlineData("{% assign t = now | date: '%s' %}", ChangeRate.Never)]
    [InlineData("{{ user }}", ChangeRate.User)]
    [InlineData("{% if user == 'x' %}a{% endif %}", ChangeRate.User)]
    [InlineData("{% assign copy = user | upcase %}{{ copy }}", ChangeRate.User)]
    [InlineData("{% raw %}{{ user }}{% endraw %}", ChangeRate.Never)]
    [InlineData("plain", ChangeRate.Never)]
    public void Analyze_AnyPart_ChangesAsItsVariablesDo(string text, ChangeRate rate)
    {
        var analysis = Analyze(Of([Rules("x" + text), Input("fixed")], Variable("user", ChangeRate.User)));

        Assert.Equal(rate, analysis.Parts.Max(part => part.Rate));
    }

    [Fact]
    public void Analyze_LearnedRate_CountsMoreThanTheDeclaredOne()
    {
        var template = Of([Rules("{{ shop }} " + Long), Input()], Variable("shop"));

        Assert.Equal(0, Analyze(template).SharedTokens);
        Assert.True(Analyze(template, new Dictionary<string, ChangeRate> { ["shop"] = ChangeRate.Never }).SharedTokens > 3000);
    }

    [Fact]
    public void Fixes_OfADate_AreSafeAndWinWhatWasLost()
    {
        var template = Of([Rules($"You help. It is {{{{ now }}}}. Be kind.\n{Long}"), History, Input()]);

        var analysis = Analyze(template);

        Assert.Equal([TemplateFixKind.RoundToDay, TemplateFixKind.MoveToEnd, TemplateFixKind.SplitSegment], analysis.Fixes.Select(fix => fix.Kind).Order());
        foreach (var fix in analysis.Fixes)
        {
            var after = Analyze(fix.Result);
            Assert.Equal(analysis.SharedTokens + fix.TokensWon, after.SharedTokens);
            Assert.Null(after.FirstVolatile);
        }

        var split = analysis.Fixes.Single(fix => fix.Kind == TemplateFixKind.SplitSegment).Result;
        Assert.Equal(["You help. Be kind.", "", "It is {{ now }}.", "{{ input }}"], split.Segments.Select(segment => segment.Text.Split('\n')[0]));
    }

    [Fact]
    public void Fixes_OfALoop_TakeTheWholeLoop()
    {
        var template = Of([Rules($"Facts:\n{{% for f in facts %}}\n- {{{{ f }}}}\n{{% endfor %}}\nEnd.\n{Long}"), History, Input()], Variable("facts", type: VariableType.Json, example: "[\"a\",\"b\"]"));

        var fix = Analyze(template).Fixes.First(fix => fix.Kind == TemplateFixKind.MoveToEnd);

        Assert.Equal("{% for f in facts %}\n- {{ f }}\n{% endfor %}", fix.Result.Segments[2].Text);
    }

    [Fact]
    public void Fixes_OfAVariableThatTheTextMakesAndUsesElsewhere_AreNotOffered()
    {
        var template = Of([Rules($"{{% assign who = user %}}{{{{ who }}}} and {{{{ who }}}}.\n{Long}\nAgain {{{{ who }}}}"), Input()], Variable("user", ChangeRate.User));

        Assert.Empty(Analyze(template).Fixes);
    }

    [Fact]
    public void Tokens_OfParts_AreThoseOfTheWholeText()
    {
        string[] parts = ["Hello", " wor", "ld! 日", "本語 ", "", "end"];

        Assert.Equal(O200kCounter.Instance.Count(string.Concat(parts)), O200kCounter.Instance.Count(parts).Sum());
    }

    [Fact]
    public void Tokens_OfALongText_AreThoseOfItsEncoding() => Gen.Select(
        Gen.Select(Output.OneOf.These("word", " other", "\n", "\n\n", ".", "/", " ", "\t", "9", "É", "日本", "\r\n", "'s", "Z", "…", "😀"), Gen.Int[1, 40], (text, count) => string.Concat(Enumerable.Repeat(text, count))).Array[100, 400],
        pieces => string.Concat(pieces)).Sample(
        text =>
        {
            var ids = new List<int>();
            O200kCounter.Instance.Encode(text, ids);
            Assert.Equal(O200kCounter.Read(text).Ids, ids);
            Assert.Equal(ids.Count, O200kCounter.Instance.Count(text));
        },
        iter: 60);

    [Fact]
    public void Forecast_OfASteadyTemplate_IsNearlyAllOfIt()
    {
        var analysis = Analyze(Of([Rules(Long), History, Input()]));
        var families = FamilyCatalogue.Load();

        foreach (var family in families.Families.Where(family => family.Mechanism is not (CacheMechanism.None or CacheMechanism.NamedObject or CacheMechanism.Units)))
        {
            var forecast = FamilyForecaster.Of(analysis, family);
            var minimum = Math.Max(family.MinimumTokens ?? 1, 1);
            if (analysis.SharedTokens < minimum)
                Assert.Equal(0, forecast.NewConversation);
            else
                Assert.InRange(forecast.NewConversation, analysis.SharedTokens - 128, analysis.SharedTokens);
        }
    }

    [Fact]
    public void Forecast_OfADateInFront_IsNothingForAnotherConversation()
    {
        var analysis = Analyze(Of([Rules("{{ now }}\n" + Long), History, Input()]));

        foreach (var family in FamilyCatalogue.Load().Families)
            Assert.Equal(0, FamilyForecaster.Of(analysis, family).NewConversation);
    }

    private static TemplateAnalysis Analyze(PromptTemplate template, IReadOnlyDictionary<string, ChangeRate>? learned = null)
    {
        var analysis = TemplateAnalyzer.Analyze(template, Noon, O200kCounter.Instance, learned);
        Assert.Empty(analysis.Problems);
        return analysis;
    }
}
