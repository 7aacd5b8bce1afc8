using System.Text.Json;
using LatencyPortal.Decoding.Models;
using LatencyPortal.Decoding.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.ML.OnnxRuntime;

namespace LatencyPortal.Decoding.Tests;

/// <summary>The model in the repository, against what other programs computed with the same files.</summary>
public sealed class PortalAssistantTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "portal-assistant");

    [Fact]
    public void Tokenizer_GoldenTexts_GiveTheReferenceIds()
    {
        var tokenizer = TokenizerFile.Read(Path.Combine(Folder, "tokenizer.json"));
        var rows = Golden("tokenizer.json").EnumerateArray().ToList();

        Assert.True(rows.Count >= 50);
        Assert.All(rows, row => Assert.Equal(Ids(row), Encode(tokenizer, row.GetProperty("text").GetString()!)));
    }

    [Fact]
    public void Template_GoldenPrompt_GivesTheReferenceIds()
    {
        var golden = Golden("logits.json");

        Assert.Equal(Ids(golden), ModelFolder.Read(Folder).Template.Encode(Messages(golden.GetProperty("prompt").GetString()!)));
    }

    [Fact]
    public void Runner_GoldenPrompt_GivesTheReferenceLogitsAtOnceAndTokenByToken()
    {
        var golden = Golden("logits.json");
        var ids = Ids(golden);
        var best = golden.GetProperty("argmax").EnumerateArray().Select(id => id.GetInt32()).ToList();
        var last = golden.GetProperty("last_logits").EnumerateArray().Select(logit => logit.GetSingle()).ToArray();
        var folder = ModelFolder.Read(Folder);
        using var runner = OnnxModelRunner.Load(folder.Config, new DecodingOptions { PrefillChunk = 1024 });
        using var run = new RunOptions();

        AssertClose(last, runner.Extend(0, ids, run)[^last.Length..]);

        runner.SetLength(0, 0);
        for (var i = 0; i < ids.Length; i++)
        {
            var logits = runner.Extend(0, [ids[i]], run);
            // The reference's choice is a maximum here too, up to rounding.
            Assert.InRange(logits[best[i]], System.Numerics.Tensors.TensorPrimitives.Max(logits) - 1e-3f, float.MaxValue);
        }

        runner.SetLength(0, ids.Length - 1);
        AssertClose(last, runner.Extend(0, [ids[^1]], run));
    }

    [Fact]
    public async Task Generate_GoldenPrompt_AnswersWithItsSource()
    {
        await using var model = LocalModel.Load(Folder, new DecodingOptions(), NullLogger.Instance);
        var request = new DecodeRequest { Messages = Messages(Golden("logits.json").GetProperty("prompt").GetString()!) };

        var pieces = await model.PiecesAsync(request);

        Assert.Equal("portal-assistant", model.Name);
        Assert.Equal(DecodeFinish.Stop, pieces[^1].Finish);
        Assert.Contains("](/help/", pieces.Text(), StringComparison.Ordinal);
        Assert.DoesNotContain('\uFFFD', pieces.Text());
        Assert.Equal(pieces.Text(), await model.TextAsync(request));
    }

    private static JsonElement Golden(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden", file)));
        return document.RootElement.Clone();
    }

    private static int[] Ids(JsonElement row) => [.. row.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())];

    /// <summary>The messages of a rendered prompt.</summary>
    private static List<TemplateMessage> Messages(string prompt) =>
    [
        .. prompt.Split("<|im_start|>", StringSplitOptions.RemoveEmptyEntries).SkipLast(1).Select(turn =>
        {
            var parts = turn.Split('\n', 2);
            return new TemplateMessage(parts[0], parts[1].Replace("<|im_end|>\n", string.Empty, StringComparison.Ordinal));
        }),
    ];

    /// <summary>The reference reads control tokens out of the text; here they are appended by id.</summary>
    private static List<int> Encode(Tokenizer tokenizer, string text)
    {
        var control = new AddedTokenSet(tokenizer.ControlTokens);
        var ids = new List<int>();
        while (control.TryFind(text, out var at, out var length, out var id))
        {
            tokenizer.AppendText(text[..at], ids);
            ids.Add(id);
            text = text[(at + length)..];
        }

        tokenizer.AppendText(text, ids);
        return ids;
    }

    private static void AssertClose(float[] expected, ReadOnlySpan<float> actual) =>
        Assert.InRange(
            System.Numerics.Tensors.TensorPrimitives.Distance(expected, actual), 0, 1e-3f * MathF.Sqrt(expected.Length));
}
