using System.Text.Json.Nodes;
using LatencyPortal.Decoding;
using LatencyPortal.Decoding.Tests.TinyModels;

namespace LatencyPortal.Cli.Tests.Models;

public sealed class CheckCommandTests
{
    private static readonly TinyDecoder Speaker = new() { Script = TinyTokenizer.Speak("Hi, you"), ContextLength = 256 };

    [Fact]
    public async Task Check_GoodFolder_TellsWhatItIs()
    {
        using var folder = new TinyFolder(Speaker);

        var result = await CliResult.RunAsync("models", "check", folder.Path, "--json");

        Assert.Equal(ExitCode.Done, result.ExitCode);
        var json = JsonNode.Parse(result.Output)!;
        Assert.Equal(Path.GetFileName(folder.Path), (string?)json["name"]);
        Assert.Equal("onnxRuntimeGenai", (string?)json["layout"]);
        Assert.Equal("model.onnx", (string?)json["file"]);
        Assert.Equal("fp32", (string?)json["weights"]);
        Assert.Equal("inPlace", (string?)json["attention"]);
        Assert.Equal(2, (int?)json["layers"]);
        Assert.Equal(256, (int?)json["keyValueBytesPerToken"]);
        Assert.Equal(256, (int?)json["contextLength"]);
        Assert.Equal(TinyTokenizer.Size, (int?)json["vocabularySize"]);
        Assert.True((bool?)json["features"]!["speculation"]);
        Assert.True((long?)json["memory"]!["total"] > (long?)json["memory"]!["keyValues"]);
        Assert.Empty(json["limits"]!.AsArray());
        Assert.Equal(7, (int?)json["selfTest"]!["characters"]);
        Assert.True((bool?)json["selfTest"]!["speculationEqual"]);
        Assert.InRange((double)json["selfTest"]!["stepDifference"]!, 0, 1e-5);
    }

    [Theory]
    [InlineData(null, "onnx/model_quantized.onnx", "int8", "growing")]
    [InlineData("onnx/model.onnx", "onnx/model.onnx", "fp32", "inPlace")]
    public async Task Check_FolderWithSeveralFiles_TakesTheNamedOrTheBest(string? named, string taken, string weights, string attention)
    {
        using var folder = new TinyFolder(Speaker, ModelLayout.HuggingFace);
        folder.Put("onnx/model_quantized.onnx", Speaker with { Precision = TinyPrecision.DynamicInt8, Attention = TinyAttention.Concat });

        var result = await CliResult.RunAsync(["models", "check", folder.Path, "--json", .. named is null ? [] : (string[])["--file", named]]);

        Assert.Equal(ExitCode.Done, result.ExitCode);
        Assert.Equal("huggingFace", result.Json.GetProperty("layout").GetString());
        Assert.Equal(taken, result.Json.GetProperty("file").GetString());
        Assert.Equal(weights, result.Json.GetProperty("weights").GetString());
        Assert.Equal(attention, result.Json.GetProperty("attention").GetString());
        Assert.Equal(attention == "growing" ? 2 : 0, result.Json.GetProperty("limits").GetArrayLength());
    }

    [Fact]
    public async Task Check_WithoutJson_TellsLimitsInSentences()
    {
        using var folder = new TinyFolder(Speaker with { LastLogitsOnly = true });

        var result = await CliResult.RunAsync("models", "check", folder.Path);

        Assert.Equal(ExitCode.Done, result.ExitCode);
        Assert.Contains("can be used.", result.Output, StringComparison.Ordinal);
        Assert.Contains("Speculation is off: the model computes logits for the last token", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("use_cache_branch", "two graphs in one")]
    [InlineData("past_conv.0", "it is not supported")]
    public async Task Check_ModelThatCannotRun_SaysWhyInOneSentence(string input, string reason)
    {
        using var folder = new TinyFolder(Speaker with { ExtraInput = input }, ModelLayout.HuggingFace);

        var result = await CliResult.RunAsync("models", "check", folder.Path, "--json");

        Assert.Equal(ExitCode.Failed, result.ExitCode);
        Assert.Contains(reason, result.Json.GetProperty("error").GetString()!, StringComparison.Ordinal);
        Assert.Equal(1, result.Error.Trim().Count(character => character == '\n') + 1);
    }

    [Fact]
    public async Task Check_FileOutsideTheFolder_IsRefused()
    {
        using var folder = new TinyFolder(Speaker);

        var result = await CliResult.RunAsync("models", "check", folder.Path, "--file", "../model.onnx");

        Assert.Equal(ExitCode.Failed, result.ExitCode);
        Assert.Contains("lie in it", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_DamagedModel_NamesTheFile()
    {
        using var folder = new TinyFolder();
        File.WriteAllText(folder["model.onnx"], "not a model");

        var result = await CliResult.RunAsync("models", "check", folder.Path);

        Assert.Equal(ExitCode.Failed, result.ExitCode);
        Assert.Contains(folder["model.onnx"], result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }
}
