using LatencyPortal.Gateway.Prompts.Analysis;
using LatencyPortal.Gateway.Prompts.Templates;
using LatencyPortal.Gateway.Prompts.Tokens;
using LatencyPortal.Prompts;
using LatencyPortal.Prompts.Editing;
using LatencyPortal.Prompts.Files;
using LatencyPortal.Prompts.Listing;
using Xunit;

namespace LatencyPortal.Tests.Prompts.Editing;

/// <summary>Working copies and what the editor says of them.</summary>
public sealed class CopyTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 8, 30, 0, TimeSpan.Zero);

    [Fact]
    public void Of_AfterAFix_KeepsKeysByName()
    {
        var before = CopyState.Of(ExampleTemplate.Make());
        var fix = TemplateAnalyzer.Analyze(before.Template, Now, O200kCounter.Instance).Fixes.First(fix => fix.Kind == TemplateFixKind.MoveToEnd);

        var after = CopyState.Of(fix.Result, before);

        Assert.Equal(before.Segments.Count + 1, after.Segments.Count);
        Assert.StartsWith("You answer questions", after.Segments[0].Segment.Text, StringComparison.Ordinal);
        Assert.All(before.Segments, old => Assert.Contains(after.Segments, segment => segment.Key == old.Key && segment.Segment.Id == old.Segment.Id));
        Assert.Distinct(after.Segments.Select(segment => segment.Key));
    }

    [Fact]
    public void Fields_SetAndRead_AreTheSame()
    {
        var state = CopyState.Of(ExampleTemplate.Make());

        foreach (var field in CopyFields.Of(state).Keys.Where(field => !field.StartsWith("default:", StringComparison.Ordinal)))
            Assert.Equal("x-1", CopyFields.Of(CopyFields.Set(state, field, "x-1"))[field]);
        // A variable that must be given has no default to write into.
        var given = state.Variables[0].Key;
        Assert.Null(CopyFields.Set(state, $"default:{given}", "x").Variables[0].Variable.Default);
        var open = state.WithVariable(given, variable => variable with { Default = "" });
        Assert.Equal("x", CopyFields.Set(open, $"default:{given}", "x").Variables[0].Variable.Default);
        Assert.Same(state, CopyFields.Set(state, "nothing", "x"));
    }

    [Theory]
    [InlineData(SegmentKind.Tools, 0)]
    [InlineData(SegmentKind.System, 1)]
    [InlineData(SegmentKind.Examples, 1)]
    [InlineData(SegmentKind.Input, 3)]
    public void NewSegment_GoesWhereTheOrderStaysRight(SegmentKind kind, int place) =>
        Assert.Equal(place, SegmentPlace.Of(CopyState.Of(PromptTemplate.New("t")), kind));

    [Fact]
    public void FreeId_OfATakenKind_HasANumber() => Assert.Equal("system-2", SegmentPlace.FreeId(CopyState.Of(PromptTemplate.New("t")), SegmentKind.System));

    [Fact]
    public void Move_PutsTheSegmentThere()
    {
        var state = CopyState.Of(PromptTemplate.New("t"));

        Assert.Equal(["history", "input", "system"], state.Move(state.Segments[0].Key, 2).Segments.Select(item => item.Segment.Id));
        Assert.Same(state, state.Move(-1, 0));
    }

    [Fact]
    public void Pieces_AreThePromptInOrder()
    {
        var analysis = TemplateAnalyzer.Analyze(ExampleTemplate.Make(), Now, O200kCounter.Instance);

        var pieces = BarPiece.Of(analysis.Parts);

        Assert.Equal(analysis.Tokens, pieces.Sum(piece => piece.Tokens));
        Assert.Equal(analysis.SharedTokens, pieces.TakeWhile(piece => piece.Band == PromptBand.Shared).Sum(piece => piece.Tokens));
        Assert.All(pieces.Zip(pieces.Skip(1)), pair => Assert.Equal(pair.First.From + pair.First.Tokens, pair.Second.From));
    }

    [Theory]
    [InlineData("It is {{ now }} here.\nMore.", 6, 1, "It is ", " here.")]
    [InlineData("\n \nFirst.\nIt is {{ now }}.", 13, 4, "It is ", ".")]
    public void Excerpt_CutsTheLine(string text, int start, int line, string before, string after)
    {
        var excerpt = VolatileExcerpt.Of(text, new VolatilePoint("system", start, 9, ChangeRate.Request, "", 0, 1))!;

        Assert.Equal((line, before, "{{ now }}", after), (excerpt.Line, excerpt.Before, excerpt.Place, excerpt.After));
        Assert.Equal("{{ now }}", text[excerpt.Start..excerpt.End]);
    }

    [Fact]
    public void SameTemplate_IgnoresLineEndsAndBlankLinesAround()
    {
        var one = PromptTemplate.New("t");
        var other = one with { Segments = [.. one.Segments.Select(segment => segment with { Text = "\r\n" + segment.Text + "\n" })] };

        Assert.True(SameTemplate.Are(one, other));
        Assert.False(SameTemplate.Are(one, other with { Description = "x" }));
        Assert.False(SameTemplate.Are(one, one with { Segments = [.. one.Segments.Reverse()] }));
    }

    [Fact]
    public void ListText_SaysLabelsAndVersions()
    {
        Assert.Equal("production v3", PromptListText.Label(new PromptLabel("production", 3, null, 0, 2)));
        Assert.Equal("production v3 80 % / v4 20 %", PromptListText.Label(new PromptLabel("production", 3, 4, 20, 2)));
        Assert.Equal(("no version yet", "1 version", "2 versions"), (PromptListText.Versions(0), PromptListText.Versions(1), PromptListText.Versions(2)));
    }
}
