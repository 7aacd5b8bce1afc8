using Bunit;
using LatencyPortal.Gateway;
using LatencyPortal.Gateway.Prompts.Families;
using LatencyPortal.Prompts;
using Xunit;

namespace LatencyPortal.Tests.Prompts;

/// <summary>Families as their page shows them.</summary>
public sealed class FamilyPageTests : BunitContext
{
    private static readonly FamilyCatalogue Catalogue = FamilyCatalogue.Load();

    [Fact]
    public void Of_ConfiguredModels_FallUnderTheirFamilies()
    {
        EndpointConfig[] endpoints =
        [
            new() { Name = "claude", Provider = ProviderKind.Anthropic, BaseUrl = new Uri("https://api.anthropic.com"), Models = ["claude-opus-5", "claude-haiku-4-5"] },
            new() { Name = "box", BaseUrl = new Uri("http://box:9999/v1"), Models = ["qwen3-8b"] },
        ];

        var (families, unknown) = FamilyUse.Of(Catalogue, ["portal-assistant"], endpoints);

        Assert.Equal(["box/qwen3-8b"], unknown);
        Assert.Equal(Catalogue.Families.Count, families.Count);
        Assert.Equal(
            [("anthropic", "claude/claude-opus-5,claude/claude-haiku-4-5"), ("portal-decoder", "portal-assistant")],
            families.TakeWhile(use => use.Models.Count > 0).Select(use => (use.Family.Id, string.Join(',', use.Models))));
    }

    [Fact]
    public void Row_Claude_ShowsFiguresModelsAndSources()
    {
        var row = Draw("anthropic", 28, "claude/claude-opus-5");

        Assert.Equal(
            ["Minimum: 512 to 4,096 tokens by model", "Matches: breakpoint and 20 blocks before it", "Lives: 5 min without use, or 1 h without use", "Cached token costs: 0.1 ×", "Written token costs: 5m 1.25 ×, 1h 2 ×", "Markers: cache_control"],
            row.FindAll("dl > div").Select(figure => $"{figure.Children[0].TextContent}: {figure.Children[1].TextContent.Trim()}"));
        Assert.Equal("checked 28 days ago", row.Find("[data-testid=age]").TextContent);
        Assert.Empty(row.FindAll("[data-testid=old]"));
        Assert.Contains("Holds for claude/claude-opus-5.", row.Find(".models").TextContent, StringComparison.Ordinal);
        Assert.All(row.FindAll("[data-testid=sources] a"), link => Assert.Equal("noopener noreferrer", link.GetAttribute("rel")));
        Assert.Contains("from memory", row.Find("[data-testid=sources]").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(90, 0)]
    [InlineData(91, 1)]
    public void Row_CheckedLongAgo_SaysSo(int days, int warnings) => Assert.Equal(warnings, Draw("vllm", days).FindAll("[data-testid=old]").Count);

    [Theory]
    [InlineData("openai-5.5-and-older", "1,024 tokens", "128 tokens", "24 h, or 5 min without use, at most 1 h", "0.1 × by model", "nothing more")]
    [InlineData("openai-5.6", "1,024 tokens", "the latest 80 breakpoints", "30 min without use", "0.1 ×", "1.25 ×")]
    [InlineData("deepseek", "64 tokens", "not stated", "not stated", "0.02 × to 0.0333 × by model", "nothing more")]
    [InlineData("mistral", "not stated", "not stated", "not stated", "0.1 ×", "not stated")]
    [InlineData("vllm", "not stated", "16 tokens", "until there is no room", "not stated", "not stated")]
    [InlineData("openrouter", "–", "–", "–", "not stated", "not stated")]
    public void Text_SaysWhatIsStatedAndWhatIsNot(string id, string minimum, string matches, string lives, string read, string written)
    {
        var family = Catalogue.Find(id)!;

        Assert.Equal(
            (minimum, matches, lives, read, written),
            (FamilyText.Minimum(family), FamilyText.Granularity(family), FamilyText.Life(family), FamilyText.Read(family), FamilyText.Write(family)));
    }

    private IRenderedComponent<FamilyRow> Draw(string id, int days, params string[] models)
    {
        var family = Catalogue.Find(id)!;
        return Render<FamilyRow>(parameters => parameters
            .Add(row => row.Use, new FamilyUse(family, models))
            .Add(row => row.Today, family.Checked.AddDays(days)));
    }
}
