using System.CommandLine;
using LatencyPortal.Decoding;

namespace LatencyPortal.Cli.Bench.Decoder;

/// <summary><c>bench decode | prefix | batch | overhead</c>: what each lever of the local decoder gains, in one run each.</summary>
internal static class DecoderBenchCommand
{
    private const string NoDraft = "none";

    public static IEnumerable<Command> Create(VerbRunner runner)
    {
        yield return Verb(runner, "decode", "Speculative against plain decoding: tokens per second, acceptance, share of identical answers.", 60, DecodeBench.RunAsync);
        yield return Verb(runner, "prefix", "TTFT of a long prompt, cold, warm and asked again.", 20, PrefixBench.RunAsync);
        yield return Verb(runner, "batch", "Eight answers at once against one, and the longest pause while a long prompt joins.", 8, BatchBench.RunAsync);
        yield return Verb(runner, "overhead", "The scheduler's step against the bare model run, and its allocations.", 400, OverheadBench.RunAsync);
    }

    private static Command Verb(
        VerbRunner runner, string name, string description, int rounds, Func<DecoderBenchSettings, Terminal, CancellationToken, Task<object>> measure)
    {
        var model = Options.Model();
        var draft = new Option<string?>("--draft") { Description = "Folder of the draft model, or none; the one inside the model's folder when left out.", HelpName = "FOLDER" };
        var count = Options.Number("--rounds", "Prompts, repetitions, streams or steps.", rounds, 1, 100_000);
        var temperature = Options.OptionalNumber("--temperature", "Temperature of the answers; 0 when left out.", 0.0, 2.0);
        var drafted = Options.OptionalNumber("--draft-tokens", "Tokens of every proposal; measured costs decide when left out.", 0, 8);
        var warmUp = Options.Number("--warm-up", "Seconds before anything is measured.", 3, 0, 600);
        var adversarial = new Option<bool>("--adversarial") { Description = "bench decode: answers that lead drafters astray." };
        var command = new Command(name, description) { model, draft, count, temperature, drafted, warmUp, adversarial };
        runner.Run(command, async (parsed, terminal, json, cancellationToken) =>
        {
            var folder = ModelFolders.Find(parsed.GetValue(model));
            var drafter = parsed.GetValue(draft);
            var report = await measure(
                new DecoderBenchSettings(
                    folder,
                    new DecodingOptions
                    {
                        DraftFolder = drafter == NoDraft ? null : drafter,
                        UseDraftModel = drafter != NoDraft,
                        FixedDraft = parsed.GetValue(drafted),
                    },
                    parsed.GetValue(count),
                    parsed.GetValue(temperature) ?? 0,
                    TimeSpan.FromSeconds(parsed.GetValue(warmUp)),
                    parsed.GetValue(adversarial)),
                terminal,
                cancellationToken);
            if (json)
                terminal.WriteJson(report);
            else
                WriteTable(report, terminal);
            return ExitCode.Done;
        });
        return command;
    }

    private static void WriteTable(object report, Terminal terminal) => terminal.WriteTable(
    [
        .. report.GetType().GetProperties().Select(property => new[]
        {
            property.Name,
            property.GetValue(report) switch
            {
                null => "-",
                double number => $"{number:0.###}",
                IEnumerable<double> numbers => string.Join(' ', numbers.Select(number => $"{number:0.##}")),
                IEnumerable<SpeculationStats> sources => string.Join(", ", sources.Where(source => source.Rounds > 0).Select(source =>
                    $"{source.Source} {source.Accepted}/{source.Drafted} in {source.Rounds} rounds")),
                IEnumerable<AnswerDifference> differences => string.Join(", ", differences.Select(difference =>
                    $"prompt {difference.Prompt} token {difference.Token} by {difference.Margin:0.0000}")),
                var value => $"{value}",
            },
        }),
    ]);
}
