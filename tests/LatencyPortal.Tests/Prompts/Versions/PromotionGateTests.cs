using LatencyPortal.Gateway.Prompts.Families;
using LatencyPortal.Gateway.Prompts.Templates;
using LatencyPortal.Prompts.Files;
using LatencyPortal.Prompts.Versions;
using Xunit;

namespace LatencyPortal.Tests.Prompts.Versions;

/// <summary>What may go to production without a word.</summary>
public sealed class PromotionGateTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 8, 30, 0, TimeSpan.Zero);
    private static readonly ModelFamily Family = FamilyCatalogue.Load().Local;
    private static readonly PromptTemplate Volatile = ExampleTemplate.Make();
    private static readonly PromptTemplate Steady = Change(Volatile, text => text.Replace("{{ now }}", "{{ today }}", StringComparison.Ordinal));

    [Fact]
    public void VolatileDateInFront_IsRefused()
    {
        var verdict = PromotionGate.Check(Steady, Volatile, Family, Now);

        Assert.True(verdict.IsRefused);
        Assert.True(verdict is { Was: > 0.9, Becomes: < 0.1, FamilyWas: > 0.9, FamilyBecomes: < 0.1 }, verdict.ToString());
    }

    [Fact]
    public void Improvement_IsNot() => Assert.False(PromotionGate.Check(Volatile, Steady, Family, Now).IsRefused);

    [Fact]
    public void ALittleLess_IsNot() =>
        Assert.False(PromotionGate.Check(Steady, Change(Steady, text => text + "\nBe kind."), Family, Now).IsRefused);

    [Theory]
    [InlineData(0.91, 0.87, 0.9, 0.9, false)]
    [InlineData(0.91, 0.85, 0.9, 0.9, true)]
    [InlineData(0.91, 0.91, 0.9, 0.12, true)]
    public void Verdict_RefusesMoreThanFivePoints(double was, double becomes, double familyWas, double familyBecomes, bool isRefused) =>
        Assert.Equal(isRefused, new GateVerdict(was, becomes, "x", familyWas, familyBecomes).IsRefused);

    private static PromptTemplate Change(PromptTemplate template, Func<string, string> change) => template with
    {
        Segments = [.. template.Segments.Select((segment, i) => i == 0 ? segment with { Text = change(segment.Text) } : segment)],
    };
}
