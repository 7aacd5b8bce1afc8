using CsCheck;
using Xunit;

namespace LatencyPortal.Tests.Chat.Streaming;

/// <summary>The examples of the specifications, streamed: see <see cref="StreamLaws"/> for what must hold at every cut.</summary>
public sealed class SpecExampleTests(ITestOutputHelper output)
{
    private static readonly string[] Joints = ["", "\n", "\n\n", "\n\n\n", "\n- ", "\n> "];

    private static readonly Gen<string> Mixture = Gen.Select(Gen.Int[0, SpecExample.All.Count - 1], Gen.Int[0, Joints.Length - 1]).Array[2, 6]
        .Select(parts => string.Concat(parts.Select(part => SpecExample.All[part.Item1].Markdown + Joints[part.Item2])));

    private static readonly Gen<int[]> Cuts = Gen.Int[1, 16].Array[1, 12];

    [Fact]
    public void Examples_AreAllThere()
    {
        Assert.Equal(Enumerable.Range(1, 652), SpecExample.CommonMark.Select(example => example.Number));
        Assert.Equal(["Tables", "Task lists", "Strikethrough", "Bare links"], SpecExample.GitHub.Select(example => example.Section).Distinct());
    }

    [Fact]
    public void Stream_EveryExampleWhole_KeepsEveryLaw() => Check(example => [example.Markdown.Length], atLeast: 652);

    [Fact]
    public void Stream_EveryExampleByCharacter_KeepsEveryLaw() => Check(_ => [1], atLeast: 15_000);

    [Fact]
    public void Stream_EveryExampleInRandomPieces_KeepsEveryLaw()
    {
        var random = new Random(41);
        for (var round = 0; round < 2; round++)
            Check(_ => [.. Enumerable.Range(0, 8).Select(_ => random.Next(1, 9))], atLeast: 2_000);
    }

    [Fact]
    public void Stream_AnyMixtureInAnyPieces_KeepsEveryLaw()
    {
        var cuts = 0;
        Gen.Select(Mixture, Cuts).Sample(
            (text, pieces) =>
            {
                var own = 0;
                var breach = StreamLaws.FindBreach(text, pieces, ref own);
                Assert.True(breach is null, breach);
                Interlocked.Add(ref cuts, own);
            },
            iter: 2_000);
        output.WriteLine($"{cuts} cuts");
        Assert.InRange(cuts, 20_000, int.MaxValue);
    }

    private void Check(Func<SpecExample, IReadOnlyList<int>> cutsOf, int atLeast)
    {
        var (cuts, breaches) = (0, new List<string>());
        foreach (var example in SpecExample.All.Where(example => example.Markdown.Length > 0))
        {
            if (StreamLaws.FindBreach(example.Markdown, cutsOf(example), ref cuts) is { } breach)
                breaches.Add($"{example.Section} {example.Number}: {breach}");
        }

        output.WriteLine($"{cuts} cuts");
        Assert.True(breaches.Count == 0, $"{breaches.Count} examples:\n\n{string.Join("\n\n", breaches)}");
        Assert.InRange(cuts, atLeast, int.MaxValue);
    }
}
