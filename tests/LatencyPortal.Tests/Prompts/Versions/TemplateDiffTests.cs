using CsCheck;
using LatencyPortal.Gateway.Prompts.Templates;
using LatencyPortal.Gateway.Prompts.Tokens;
using LatencyPortal.Prompts.Files;
using LatencyPortal.Prompts.Versions;
using Xunit;

namespace LatencyPortal.Tests.Prompts.Versions;

/// <summary>Comparisons of versions.</summary>
public sealed class TemplateDiffTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 8, 30, 0, TimeSpan.Zero);

    private static readonly Gen<string> Lines = Gen.OneOf("a", "b", "c", "").Array[0, 12].Select(lines => string.Join('\n', lines));

    [Fact]
    public void Lines_GiveBothTextsBack() => Gen.Select(Lines, Lines).Sample((before, after) =>
    {
        var diff = LineDiff.Of(before, after);

        Assert.Equal(before, Join(diff, DiffKind.Added));
        Assert.Equal(after, Join(diff, DiffKind.Removed));
    });

    [Fact]
    public void Fold_LosesNoChangeAndCountsWhatItLeavesOut() => Gen.Select(Lines, Lines).Sample((before, after) =>
    {
        var diff = LineDiff.Of(before, after);
        var folded = LineDiff.Fold(diff);

        Assert.Equal(diff.Where(line => line.Kind != DiffKind.Same), folded.Where(line => line.Kind != DiffKind.Same));
        Assert.Equal(diff.Count, folded.Sum(line => line.Skipped == 0 ? 1 : line.Skipped));
    });

    [Fact]
    public void Segments_AddedRemovedChangedAndMoved_AreTold()
    {
        var before = Template(("a", "one\ntwo"), ("b", "same"), ("c", "gone"), ("d", "last"));
        var after = Template(("b", "same"), ("a", "one\n2"), ("d", "last"), ("e", "new"));

        var diff = TemplateDiff.Segments(before, after);

        Assert.Equal(
            [("b", DiffKind.Same, true), ("a", DiffKind.Changed, true), ("c", DiffKind.Removed, false), ("d", DiffKind.Same, false), ("e", DiffKind.Added, false)],
            diff.Select(segment => (segment.Id, segment.Kind, segment.IsMoved)));
        Assert.Equal([new DiffLine(DiffKind.Same, "one"), new DiffLine(DiffKind.Removed, "two"), new DiffLine(DiffKind.Added, "2")], diff[1].Lines);
    }

    [Fact]
    public void FirstDifference_IsFoundInReadingOrder()
    {
        var before = Template(("rules", "Answer briefly. Be kind."), ("facts", "We open at nine."));
        var after = Template(("rules", "Answer briefly. Be exact."), ("facts", "We open at ten."));

        var first = FirstDifference.Of(before, after, Now, O200kCounter.Instance);

        Assert.Equal(("rules", "kind.⏎⏎We open at nine."), (first.Segment, first.Was));
        Assert.EndsWith("Be ", first.Before, StringComparison.Ordinal);
        Assert.StartsWith("exact.", first.Becomes, StringComparison.Ordinal);
        Assert.InRange(first.SharedTokens, 4, 7);
        Assert.True(first.Tokens > first.SharedTokens);
    }

    [Fact]
    public void FirstDifference_OfTheSame_IsNone()
    {
        var first = FirstDifference.Of(ExampleTemplate.Make(), ExampleTemplate.Make(), Now, O200kCounter.Instance);

        Assert.Null(first.Segment);
        Assert.Equal(first.Tokens, first.SharedTokens);
    }

    private static string Join(IEnumerable<DiffLine> diff, DiffKind without) => string.Join('\n', diff.Where(line => line.Kind != without).Select(line => line.Text));

    private static PromptTemplate Template(params (string Id, string Text)[] segments) => new()
    {
        Name = "t",
        Segments = [.. segments.Select(segment => new PromptSegment { Id = segment.Id, Kind = SegmentKind.System, Text = segment.Text })],
    };
}
