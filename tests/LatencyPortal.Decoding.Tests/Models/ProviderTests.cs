using LatencyPortal.Decoding.Models;
using LatencyPortal.Decoding.Models.Configs;
using LatencyPortal.Decoding.Tests.TinyModels;
using Microsoft.ML.OnnxRuntime;

namespace LatencyPortal.Decoding.Tests.Models;

public sealed class ProviderTests
{
    private static readonly string[] Everything = ["DmlExecutionProvider", "CUDAExecutionProvider", "CPUExecutionProvider"];

    [Theory]
    [InlineData(ExecutionProvider.Auto, "CPUExecutionProvider", ExecutionProvider.Cpu)]
    [InlineData(ExecutionProvider.Auto, "CUDAExecutionProvider,CPUExecutionProvider", ExecutionProvider.Cuda)]
    [InlineData(ExecutionProvider.Auto, "DmlExecutionProvider,CPUExecutionProvider", ExecutionProvider.DirectML)]
    [InlineData(ExecutionProvider.Cpu, "DmlExecutionProvider,CPUExecutionProvider", ExecutionProvider.Cpu)]
    [InlineData(ExecutionProvider.Cuda, "CUDAExecutionProvider,CPUExecutionProvider", ExecutionProvider.Cuda)]
    public void Choose_WhatIsThere_IsTakenWithoutANotice(ExecutionProvider wanted, string available, ExecutionProvider expected) =>
        Assert.Equal((expected, null), ProviderProbe.Choose(wanted, available.Split(',')));

    [Theory]
    [InlineData(ExecutionProvider.Cuda, "-p:OrtFlavor=cuda")]
    [InlineData(ExecutionProvider.DirectML, "-p:OrtFlavor=directml")]
    public void Choose_WhatTheBuildLacks_IsTheProcessorAndSaysHowToBuildIt(ExecutionProvider wanted, string remedy)
    {
        var (provider, notice) = ProviderProbe.Choose(wanted, ["CPUExecutionProvider"]);

        Assert.Equal(ExecutionProvider.Cpu, provider);
        Assert.Contains(remedy, notice, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_OfDirectML_FollowItsRules()
    {
        using var options = SessionFactory.Options(2, ProviderRules.DirectML);

        Assert.False(options.EnableMemoryPattern);
        Assert.Equal(ExecutionMode.ORT_SEQUENTIAL, options.ExecutionMode);
        Assert.False(ProviderRules.DirectML.AllowsWideSession);
    }

    [Fact]
    public void Extend_GateHeldByAnotherRun_WaitsForIt()
    {
        using var folder = new TinyFolder();
        var rules = ProviderRules.DirectML with { Provider = ExecutionProvider.Cpu };
        using var runner = OnnxModelRunner.Open(ModelConfig.Read(folder.Path), new DecodingOptions { Threads = 1 }, rules);
        using var run = new RunOptions();
        var second = new Thread(() => runner.Extend(0, [4, 5, 6], run)) { IsBackground = true };

        rules.RunGate!.Enter();
        second.Start();
        SpinWait.SpinUntil(() => second.ThreadState.HasFlag(ThreadState.WaitSleepJoin));
        var before = runner.LengthOf(0);
        rules.RunGate.Exit();
        second.Join();

        Assert.Equal((0, 3), (before, runner.LengthOf(0)));
    }

    [Theory]
    [InlineData(1, 64, 1)]
    [InlineData(3, 64, 4)]
    [InlineData(9, 64, 16)]
    [InlineData(33, 64, 64)]
    [InlineData(33, 40, 40)]
    public void Bucket_OfDirectML_IsThePowerOfTwoThatFits(int tokens, int most, int expected)
    {
        Assert.Equal(expected, ProviderRules.DirectML.Bucket(tokens, most));
        Assert.Equal(tokens, ProviderRules.Cpu.Bucket(tokens, most));
    }

    /// <summary>Padding behind the tokens must change nothing: neither their logits nor what is computed after them.</summary>
    [Fact]
    public void Extend_FilledUpRuns_ComputeWhatExactOnesDo()
    {
        using var folder = new TinyFolder(new TinyDecoder { ContextLength = 64 });
        var options = new DecodingOptions { Threads = 1, MaxSequences = 2 };
        using var exact = OnnxModelRunner.Open(ModelConfig.Read(folder.Path), options);
        using var filled = OnnxModelRunner.Open(ModelConfig.Read(folder.Path), options, ProviderRules.DirectML with { Provider = ExecutionProvider.Cpu });
        using var run = new RunOptions();
        var next = 0;
        // Up to the last place of the context, where there is no room for padding.
        foreach (var count in new[] { 3, 5, 1, 7, 1, 9, 11, 2, 13, 12 })
        {
            var tokens = Enumerable.Range(next, count).Select(i => 4 + (i * 7 % 200)).ToArray();
            next += count;
            Close(exact.Extend(0, tokens, run), filled.Extend(0, tokens, run));
            Assert.Equal(next, filled.LengthOf(0));
        }

        Assert.Equal(64, next);
    }

    [Fact]
    public async Task Load_UnderTheRulesOfDirectML_AnswersTheSame()
    {
        using var folder = new TinyFolder(new TinyDecoder { ContextLength = 256 });
        var options = new DecodingOptions { Threads = 1 };
        await using var plain = folder.Load(options);
        await using var ruled = folder.Load(options with { Rules = ProviderRules.DirectML with { Provider = ExecutionProvider.Cpu } });
        var requests = Enumerable.Range(0, 12).Select(i => new DecodeRequest
        {
            Messages = [new TemplateMessage("user", $"Tell me about {i} {new string('x', i * 3)}")],
            MaxTokens = 40,
            Temperature = i % 2,
            Seed = i,
        }).ToList();

        var expected = await Task.WhenAll(requests.Select(request => plain.TextAsync(request)));
        var actual = await Task.WhenAll(requests.Select(request => ruled.TextAsync(request)));

        Assert.Equal(expected, actual);
    }

    /// <summary>The library of the tests has no CUDA, so trying it fails as it does on a machine without a driver.</summary>
    [Theory]
    [InlineData(ExecutionProvider.Auto, "DirectML")]
    [InlineData(ExecutionProvider.DirectML, "DirectML")]
    [InlineData(ExecutionProvider.Cuda, "Cuda")]
    public async Task Load_ProviderThatFails_FallsBackAndSaysWhy(ExecutionProvider wanted, string name)
    {
        using var folder = new TinyFolder();
        await using var model = folder.Load(new DecodingOptions { Threads = 1, Provider = wanted, NativeProviders = Everything });

        Assert.Equal(ExecutionProvider.Cpu, model.Provider);
        var notice = Assert.Single(model.Notices);
        Assert.StartsWith($"{name} cannot run the model, so the processor does: ", notice, StringComparison.Ordinal);
        Assert.Empty(model.Limits);
        Assert.NotEmpty(await model.TextAsync(Answers.Ask("hello") with { MaxTokens = 5 }));
    }

    [Fact]
    public void Load_FolderThatIsBrokenEverywhere_SaysWhatIsWrongWithIt()
    {
        using var folder = new TinyFolder();
        File.WriteAllText(folder["model.onnx"], "no model");

        var error = Assert.Throws<ModelLoadException>(() => folder.Load(new DecodingOptions { Provider = ExecutionProvider.Cuda, NativeProviders = Everything }));

        Assert.Contains("model.onnx", error.Message, StringComparison.Ordinal);
    }

    private static void Close(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-4f);
    }
}
