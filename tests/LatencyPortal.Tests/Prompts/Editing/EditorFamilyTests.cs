using LatencyPortal.Gateway.Prompts.Families;
using LatencyPortal.Prompts.Editing;
using Xunit;

namespace LatencyPortal.Tests.Prompts.Editing;

/// <summary>Which family a template is judged by at first.</summary>
public sealed class EditorFamilyTests
{
    private static readonly FamilyCatalogue Catalogue = FamilyCatalogue.Load();

    private static readonly IReadOnlyList<EditorFamily> Families =
        [new(Catalogue.Find("anthropic")!, ["claude/claude-opus-4-8"]), new(Catalogue.Find("vllm")!, ["own/a", "own/b"]), new(Catalogue.Find("sglang")!, [])];

    [Theory]
    [InlineData("own/b", "claude/claude-opus-4-8", "vllm")]
    [InlineData(null, "own/a", "vllm")]
    [InlineData("gone/model", "own/a", "vllm")]
    [InlineData(null, null, "anthropic")]
    [InlineData("gone/model", null, "anthropic")]
    public void Default_IsThatOfTheOwnModel_ThenOfTheLastAnswer_ThenTheFirst(string? own, string? answered, string family) =>
        Assert.Equal(family, EditorFamily.Default(Families, own, answered).Family.Id);
}
