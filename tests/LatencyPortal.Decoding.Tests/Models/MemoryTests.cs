using LatencyPortal.Decoding.Tests.TinyModels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LatencyPortal.Decoding.Tests.Models;

/// <summary>Less memory than a model would like: it takes less, or says what to lower, and never takes what is not there.</summary>
public sealed class MemoryTests
{
    private static readonly TinyDecoder Speaker = new() { Script = TinyTokenizer.Speak("Hi!"), ContextLength = 4096 };

    [Fact]
    public async Task Load_KeysAndValuesLargerThanTheMachine_SaysWhatToLower()
    {
        using var folder = new TinyFolder(Speaker);
        var options = new DecodingOptions { Threads = 1, AvailableMemory = 4 << 20 };

        var error = Assert.Throws<ModelLoadException>(() => folder.Load(options));

        Assert.Contains("model.onnx", error.Message, StringComparison.Ordinal);
        Assert.Contains("keys and values 8", error.Message, StringComparison.Ordinal);
        Assert.Contains("there are 4 MB", error.Message, StringComparison.Ordinal);
        Assert.Contains("a smaller context, fewer sequences or less memory for keys and values", error.Message, StringComparison.Ordinal);

        // What it says helps.
        await using var fewer = folder.Load(options with { KeyValueBytes = 2 << 20 });
        await using var shorter = folder.Load(options with { MaxContextLength = 512 });
        Assert.Equal((2, 8), (fewer.MaxSequences, shorter.MaxSequences));
    }

    [Fact]
    public async Task Load_LessThanOneSequence_RunsOneAndSaysSo()
    {
        using var folder = new TinyFolder(Speaker);
        var log = new ListLogger();

        await using var model = LocalModel.Load(folder.Path, new DecodingOptions { Threads = 1, KeyValueBytes = 1000, PrefixCacheBytes = 0 }, log);
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => model.TextAsync(Answers.Ask("hello"))));

        Assert.Equal(1, model.MaxSequences);
        Assert.All(answers, answer => Assert.Equal("Hi!", answer));
        Assert.Equal(0, model.PrefixCache.Bytes);
        Assert.Contains(log.Lines, line => line.Contains("one request at a time", StringComparison.Ordinal) && line.Contains("1048576", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Load_DraftCutInHalf_RunsWithoutItAndSaysSo()
    {
        using var folder = new TinyFolder(Speaker);
        using var draft = new TinyFolder(Speaker);
        var bytes = File.ReadAllBytes(draft["model.onnx"]);
        File.WriteAllBytes(draft["model.onnx"], bytes[..(bytes.Length / 2)]);
        Directory.Move(draft.Path, folder["draft"]);
        Directory.CreateDirectory(draft.Path);
        var log = new ListLogger();

        await using var model = LocalModel.Load(folder.Path, new DecodingOptions { Threads = 1 }, log);

        Assert.False(model.HasDraftModel);
        Assert.Equal("Hi!", await model.TextAsync(Answers.Ask("hello")));
        Assert.Contains(log.Lines, line => line.Contains("without its draft model", StringComparison.Ordinal) && line.Contains("cannot load", StringComparison.Ordinal));
        Assert.Contains("It runs without its draft model:", Assert.Single(model.Notices), StringComparison.Ordinal);
        // Who names a draft model wants that one.
        Assert.Throws<ModelLoadException>(() => LocalModel.Load(
            folder.Path, new DecodingOptions { Threads = 1, DraftFolder = folder["draft"] }, NullLogger.Instance));
    }

    private sealed class ListLogger : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }
}
