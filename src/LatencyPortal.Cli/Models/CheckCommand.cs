using System.CommandLine;
using System.Diagnostics;
using LatencyPortal.Decoding;
using Microsoft.Extensions.Logging.Abstractions;

namespace LatencyPortal.Cli.Models;

/// <summary><c>models check FOLDER</c>: whether the portal can run a model folder, what it is, and what it runs without.</summary>
internal static class CheckCommand
{
    /// <summary>Proposals in each round of the self-test, worthwhile or not: it is there to compare them.</summary>
    private const int Proposed = 4;

    public static Command Create(VerbRunner runner)
    {
        var folder = new Argument<string>("FOLDER") { Description = "Model folder in the layout of onnxruntime-genai or Hugging Face." };
        var file = new Option<string?>("--file")
        {
            Description = "ONNX file to load, relative to the folder; where several fit, left out takes the one that suits a CPU best.",
            HelpName = "NAME",
        };
        var provider = new Option<ExecutionProvider>("--provider") { Description = "What computes it.", DefaultValueFactory = _ => ExecutionProvider.Auto };
        var command = new Command("check", "Load a model folder, say what it is and what it allows, and let it answer.") { folder, file, provider };
        runner.Run(command, (parsed, terminal, json, cancellationToken) =>
        {
            var options = new DecodingOptions { ModelFile = parsed.GetValue(file), Provider = parsed.GetValue(provider), FixedDraft = Proposed };
            return CheckAsync(parsed.GetRequiredValue(folder), options, terminal, json, cancellationToken);
        });
        return command;
    }

    private static async Task<int> CheckAsync(string folder, DecodingOptions options, Terminal terminal, bool json, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        await using var model = LocalModel.Load(folder, options, NullLogger.Instance);
        var loaded = Stopwatch.GetElapsedTime(started);
        var selfTest = await SelfTest.RunAsync(model, cancellationToken);
        // Quantized and half precision models round differently in runs of other sizes: a near-tie may fall otherwise.
        if (selfTest.SpeculationEqual == false && model.Details is { Weights: "fp32", RoundsActivations: false })
        {
            throw new CliException(
                $"{model.Folder} cannot be used: the model answers otherwise with speculation than without, so it does not compute several tokens as it computes one.");
        }

        var report = CheckReport.Of(model, loaded, selfTest);
        if (json)
            terminal.WriteJson(report);
        else
            CheckTable.Write(report, terminal);
        return ExitCode.Done;
    }
}
