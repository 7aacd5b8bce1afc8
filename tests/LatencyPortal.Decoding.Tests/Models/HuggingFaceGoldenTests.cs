using System.Numerics.Tensors;
using System.Text.Json;
using LatencyPortal.Decoding.Models;
using LatencyPortal.Decoding.Models.Configs;
using Microsoft.ML.OnnxRuntime;

namespace LatencyPortal.Decoding.Tests.Models;

/// <summary>
/// The shipped model laid out as a Hugging Face folder answers as transformers.js answers from it; recorded by
/// tests/golden/huggingface_layout.mjs.
/// </summary>
public sealed class HuggingFaceGoldenTests : IDisposable
{
    private const int MostTokens = 48;

    private readonly string _folder = Directory.CreateTempSubdirectory("golden-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Extend_ShippedModelInTheOtherLayout_AnswersAsTransformersJs(bool inPlace)
    {
        using var golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden", "models", "huggingface.json")));
        Directory.CreateDirectory(Path.Combine(_folder, "onnx"));
        File.Copy(Path.Combine(AppContext.BaseDirectory, "portal-assistant", "model.onnx"), Path.Combine(_folder, "onnx", "model.onnx"));
        File.WriteAllText(Path.Combine(_folder, "config.json"), golden.RootElement.GetProperty("config").GetRawText());
        var config = ModelConfig.Read(_folder) with { KeepsPastApart = !inPlace };
        using var runner = OnnxModelRunner.Open(config, new DecodingOptions { Threads = 1 });
        Assert.Equal(inPlace, runner.Plan.KeepsKeysInPlace);

        foreach (var row in golden.RootElement.GetProperty("rows").EnumerateArray())
            Assert.Equal(Ids(row, "answer"), Answer(runner, Ids(row, "prompt"), config.EndTokens));
    }

    private static List<int> Answer(OnnxModelRunner runner, int[] prompt, IReadOnlyList<int> ends)
    {
        using var run = new RunOptions();
        var answer = new List<int>();
        const int row = 1;
        var unread = prompt.AsSpan();
        runner.SetLength(row, 0);
        while (answer.Count < MostTokens && (answer.Count == 0 || !ends.Contains(answer[^1])))
        {
            var chunk = unread[..Math.Min(unread.Length, runner.MostTokens)];
            var logits = runner.Extend(row, chunk, run, lastOnly: true);
            unread = unread[chunk.Length..];
            if (unread.Length > 0)
                continue;
            answer.Add(TensorPrimitives.IndexOfMax(logits[^runner.Shape.VocabularySize..]));
            unread = new[] { answer[^1] };
        }

        return answer;
    }

    private static int[] Ids(JsonElement row, string name) => [.. row.GetProperty(name).EnumerateArray().Select(id => id.GetInt32())];
}
