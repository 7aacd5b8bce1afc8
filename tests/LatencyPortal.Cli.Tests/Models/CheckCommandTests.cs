using LatencyPortal.Decoding.Tests.TinyModels;

namespace LatencyPortal.Cli.Tests.Models;

public sealed class CheckCommandTests
{
    [Fact]
    public async Task Check_GoodFolder_TellsWhatItIs()
    {
        using var folder = new TinyFolder(new TinyDecoder { Script = TinyTokenizer.Speak("Hi, you") });

        var result = await CliResult.RunAsync("models", "check", folder.Path, "--json");

        Assert.Equal(ExitCode.Done, result.ExitCode);
        Assert.Equal(Path.GetFileName(folder.Path), result.Json.GetProperty("name").GetString());
        Assert.Equal(128, result.Json.GetProperty("contextLength").GetInt32());
        Assert.Equal(TinyTokenizer.Size, result.Json.GetProperty("vocabularySize").GetInt32());
        Assert.Equal(7, result.Json.GetProperty("selfTest").GetProperty("characters").GetInt32());
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
