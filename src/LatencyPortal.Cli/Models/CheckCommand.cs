using System.CommandLine;
using System.Diagnostics;
using LatencyPortal.Decoding;
using Microsoft.Extensions.Logging.Abstractions;

namespace LatencyPortal.Cli.Models;

/// <summary><c>models check FOLDER</c>: whether the portal can run a model folder.</summary>
internal static class CheckCommand
{
    private const string Question = "What is time to first token?";
    private const int MostTokens = 64;

    public static Command Create(VerbRunner runner)
    {
        var folder = new Argument<string>("FOLDER") { Description = "Model folder in onnxruntime-genai layout." };
        var command = new Command("check", "Load a model folder and let it answer once.") { folder };
        runner.Run(command, (parsed, terminal, json, cancellationToken) =>
            CheckAsync(parsed.GetRequiredValue(folder), terminal, json, cancellationToken));
        return command;
    }

    private static async Task<int> CheckAsync(string folder, Terminal terminal, bool json, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        await using var model = LocalModel.Load(folder, new DecodingOptions(), NullLogger.Instance);
        var loaded = Stopwatch.GetElapsedTime(started);
        var (text, usage, first, all) = await AnswerAsync(model, cancellationToken);
        var report = new CheckReport
        {
            Name = model.Name,
            Folder = model.Folder,
            ContextLength = model.ContextLength,
            VocabularySize = model.VocabularySize,
            LoadMs = loaded.TotalMilliseconds,
            InputTokens = usage.InputTokens,
            OutputTokens = usage.OutputTokens,
            Characters = text.Length,
            FirstTokenMs = first?.TotalMilliseconds,
            AnswerMs = all.TotalMilliseconds,
        };
        if (json)
            terminal.WriteJson(report);
        else
            Write(report, terminal);
        return ExitCode.Done;
    }

    private static async Task<(string Text, DecodeUsage Usage, TimeSpan? First, TimeSpan All)> AnswerAsync(
        LocalModel model, CancellationToken cancellationToken)
    {
        var request = new DecodeRequest { Messages = [new TemplateMessage("user", Question)], MaxTokens = MostTokens };
        var started = Stopwatch.GetTimestamp();
        var text = "";
        TimeSpan? first = null;
        DecodeUsage usage = default;
        await foreach (var piece in model.GenerateAsync(request, cancellationToken))
        {
            if (piece.Kind == DecodedPieceKind.Text)
                first ??= Stopwatch.GetElapsedTime(started);
            text += piece.Text;
            usage = piece.Usage ?? usage;
        }

        return (text, usage, first, Stopwatch.GetElapsedTime(started));
    }

    private static void Write(CheckReport report, Terminal terminal)
    {
        terminal.Output.WriteLine($"{report.Name} can be used.");
        terminal.WriteTable(
        [
            ["folder", report.Folder],
            ["context", $"{report.ContextLength} tokens"],
            ["vocabulary", $"{report.VocabularySize} tokens"],
            ["loaded in", Figures.Milliseconds(report.LoadMs)],
            ["self-test", $"{report.InputTokens} tokens in, {report.OutputTokens} tokens ({report.Characters} characters) out"],
            ["first token", Figures.Milliseconds(report.FirstTokenMs)],
            ["answer", Figures.Milliseconds(report.AnswerMs)],
        ]);
    }
}
