using CsCheck;
using LatencyPortal.Cli.Bench;

namespace LatencyPortal.Cli.Tests.Bench;

public sealed class PromptMixTests
{
    [Fact]
    public void Item_AnySeed_UsesEveryPromptOnceARound() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int).Sample((count, seed) =>
        {
            var prompts = Enumerable.Range(0, count).Select(i => $"prompt {i}").ToList();
            var mix = new PromptMix(prompts, seed);
            var again = new PromptMix(prompts, seed);

            var round = Enumerable.Range(0, count).Select(i => mix[i]).ToList();

            Assert.Equal(prompts.Order(), round.Order());
            Assert.Equal(round, Enumerable.Range(0, count).Select(i => again[count + i]));
        });

    [Fact]
    public void FromFile_LinesOrJson_KeepsPromptsThatSaySomething()
    {
        using var folder = new TempFolder();
        var lines = PromptMix.FromFile(folder.Write("mix.txt", "one\r\n\n  two  \n"), seed: 1);
        var json = PromptMix.FromFile(folder.Write("mix.json", """["one\nline two", "", "two"]"""), seed: 1);

        Assert.Equal(["one", "two"], new[] { lines[0], lines[1] }.Order());
        Assert.Equal(["one\nline two", "two"], new[] { json[0], json[1] }.Order());
    }

    [Fact]
    public void FromHelp_Entries_TakesTheirQuestions()
    {
        using var folder = new TempFolder();
        var mix = PromptMix.FromHelp(folder.Write("help.json", """[{"questions":["a"]},{"questions":["b","c"]}]"""), seed: 1);

        Assert.Equal(["a", "b", "c"], new[] { mix[0], mix[1], mix[2] }.Order());
    }

    [Theory]
    [InlineData("mix.json", "{}")]
    [InlineData("mix.json", "[")]
    [InlineData("mix.txt", " \n ")]
    public void FromFile_NoPrompts_NamesTheFile(string name, string content)
    {
        using var folder = new TempFolder();
        var path = folder.Write(name, content);

        var error = Assert.Throws<CliException>(() => PromptMix.FromFile(path, seed: 1));

        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""[{"question":"a"}]""")]
    [InlineData("""[{"questions":[5]}]""")]
    public void FromHelp_OtherJson_NamesTheFile(string content)
    {
        using var folder = new TempFolder();
        var path = folder.Write("help.json", content);

        Assert.Contains(path, Assert.Throws<CliException>(() => PromptMix.FromHelp(path, seed: 1)).Message, StringComparison.Ordinal);
    }
}
