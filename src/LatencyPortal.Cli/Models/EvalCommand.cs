using System.CommandLine;
using System.Diagnostics;
using LatencyPortal.Gateway;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Cli.Models;

/// <summary><c>models eval</c>: asks the held-out questions along the very path that the portal uses, and counts.</summary>
internal static class EvalCommand
{
    private const int ProgressStep = 50;

    private static readonly string DefaultCorpus = Path.Combine("models", "training", "corpus");

    public static Command Create(VerbRunner runner)
    {
        var model = Options.Model();
        var corpus = new Option<string?>("--corpus") { Description = "Corpus folder; models/training/corpus, found upward from here, when left out.", HelpName = "FOLDER" };
        var dev = new Option<bool>("--dev") { Description = "Ask the dev set instead of the test set." };
        var failures = new Option<bool>("--failures") { Description = "List the answers that are not right." };
        var command = new Command("eval", "Ask the held-out questions and count right, wrong and refused answers.") { model, corpus, dev, failures };
        runner.Run(command, (parsed, terminal, json, cancellationToken) => EvaluateAsync(
            ModelFolders.Find(parsed.GetValue(model)),
            FindCorpus(parsed.GetValue(corpus)),
            parsed.GetValue(dev) ? EvalSet.Dev : EvalSet.Test,
            parsed.GetValue(failures),
            terminal,
            json,
            cancellationToken));
        return command;
    }

    private static string FindCorpus(string? named) =>
        named
        ?? ModelFolders.FindAbove(Directory.GetCurrentDirectory(), DefaultCorpus)
        ?? throw new CliException($"There is no {DefaultCorpus} in or above {Directory.GetCurrentDirectory()}. Name one with --corpus FOLDER.");

    private static async Task<int> EvaluateAsync(
        string folder, string corpusFolder, EvalSet set, bool failures, Terminal terminal, bool json, CancellationToken cancellationToken)
    {
        var corpus = EvalCorpus.Load(corpusFolder, set);
        await using var host = await ModelHost.OpenFolderAsync(folder);
        var started = Stopwatch.GetTimestamp();
        var results = await AskAsync(host.Model, corpus.Cases(host.Help.Find), new EvalJudge(corpus.Refusals), terminal.Error, cancellationToken);
        var report = EvalReport.Of(
            host.Model.Description.Id, folder, set, Stopwatch.GetElapsedTime(started), results, failures);
        if (json)
            terminal.WriteJson(report);
        else
            EvalTable.Write(report, terminal);
        return ExitCode.Done;
    }

    private static async Task<IReadOnlyList<EvalResult>> AskAsync(
        GatewayModel model, IReadOnlyList<EvalCase> cases, EvalJudge judge, TextWriter progress, CancellationToken cancellationToken)
    {
        var results = new List<EvalResult>(cases.Count);
        foreach (var asked in cases)
        {
            ChatMessage[] messages = [.. asked.History, new(ChatRole.User, asked.Question)];
            var answer = await ModelAnswer.AskAsync(model, messages, options: null, onText: null, cancellationToken);
            results.Add(new EvalResult(
                asked, answer.Text, [.. answer.Documents.Select(document => document.Entry.Id)], judge.Judge(asked, answer.Text)));
            if (results.Count % ProgressStep == 0)
                await progress.WriteLineAsync($"{results.Count} of {cases.Count}");
        }

        return results;
    }
}
