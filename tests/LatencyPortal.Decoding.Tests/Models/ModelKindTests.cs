namespace LatencyPortal.Decoding.Tests.Models;

/// <summary>Every kind of folder loads, and the decoder's promises hold for it.</summary>
public sealed class ModelKindTests
{
    private static readonly string[] Questions = ["hello", "the other hello", "1212 and more of it", "x"];

    public static TheoryData<string> All => ModelKinds.All;

    public static TheoryData<string> Exact => ModelKinds.Exact;

    [Theory]
    [MemberData(nameof(All))]
    public async Task Generate_SeveralAtOnce_GivesWhatEachGivesAlone(string kind)
    {
        using var folder = ModelKinds.Open(kind);
        await using var model = folder.Load();
        var alone = new List<string>();
        foreach (var question in Questions)
            alone.Add(await model.TextAsync(Ask(question)));

        var together = await Task.WhenAll(Questions.Select(question => model.TextAsync(Ask(question))));

        Console.WriteLine($"{kind}: {model.Details} {string.Join('|', model.Limits)}");
        Assert.Equal(alone, together);
        Assert.All(alone, text => Assert.NotEmpty(text));
    }

    private static DecodeRequest Ask(string question) => Answers.Ask(question) with { Temperature = 0.8, Seed = 5, MaxTokens = 40 };
}
