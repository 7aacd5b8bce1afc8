using LatencyPortal.Decoding.Tests.TinyModels;

namespace LatencyPortal.Cli.Tests.Chat;

public sealed class ChatCommandTests
{
    private const string Said = "No way!";

    [Fact]
    public async Task Chat_Question_StreamsTheAnswerThenItsLatency()
    {
        using var folder = new TinyFolder(new TinyDecoder { Script = TinyTokenizer.Speak(Said) });

        var result = await CliResult.RunAsync("chat", "hello", "--model", folder.Path);

        Assert.Equal(ExitCode.Done, result.ExitCode);
        Assert.StartsWith(Said, result.Output, StringComparison.Ordinal);
        Assert.Contains("TTFT ", result.Output, StringComparison.Ordinal);
        Assert.Contains("7 tokens", result.Output, StringComparison.Ordinal);
        Assert.Empty(result.Error);
    }

    [Fact]
    public async Task Chat_Json_IsOneObject()
    {
        using var folder = new TinyFolder(new TinyDecoder { Script = TinyTokenizer.Speak(Said) });

        var result = await CliResult.RunAsync("chat", "hello", "--model", folder.Path, "--json");

        Assert.Equal(Said, result.Json.GetProperty("answer").GetString());
        Assert.Equal(7, result.Json.GetProperty("outputTokens").GetInt32());
        Assert.False(result.Json.GetProperty("tokensEstimated").GetBoolean());
        var origins = result.Json.GetProperty("tokensByOrigin");
        Assert.Equal(["target", "draftModel", "nGram", "forced"], origins.EnumerateObject().Select(origin => origin.Name));
        Assert.Equal(7, origins.EnumerateObject().Sum(origin => origin.Value.GetInt32()));
    }

    [Fact]
    public async Task Chat_QuestionTooLong_SaysBothCounts()
    {
        using var folder = new TinyFolder(new TinyDecoder { ContextLength = 64 });

        var result = await CliResult.RunAsync("chat", new string('x', 200), "--model", folder.Path);

        Assert.Equal(ExitCode.Failed, result.ExitCode);
        Assert.Contains("64", result.Error, StringComparison.Ordinal);
    }
}
