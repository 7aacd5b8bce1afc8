using System.CommandLine;
using LatencyPortal.Gateway.Prompts.Traces;

namespace LatencyPortal.Cli.Traces;

/// <summary><c>trace predict</c>: replays a recorded trace on prefix caches and counts what they would have served.</summary>
internal static class PredictCommand
{
    /// <summary>Requests between two lines of progress.</summary>
    private const int ProgressStep = 50_000;

    public static Command Create(VerbRunner runner)
    {
        var options = new PredictOptions();
        var command = options.AddTo(new Command("predict", "Tell how many blocks and tokens of a recorded trace a prefix cache would have served."));
        runner.Run(command, (parsed, terminal, json, cancellationToken) =>
            PredictAsync(options.Question(parsed), terminal, json, cancellationToken));
        return command;
    }

    private static async Task<int> PredictAsync(PredictQuestion question, Terminal terminal, bool json, CancellationToken cancellationToken)
    {
        var predictor = new TracePredictor(question.Setup);
        try
        {
            await using var trace = File.OpenRead(question.Trace);
            await foreach (var request in TraceReader.ReadAsync(trace, question.Format(), cancellationToken))
            {
                predictor.Add(request);
                if (predictor.Requests % ProgressStep == 0)
                    await terminal.Error.WriteLineAsync($"{predictor.Requests} requests, {100.0 * trace.Position / trace.Length:F0} % of the file");
            }
        }
        catch (TraceFormatException e)
        {
            throw new CliException($"{question.Trace}, {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"The trace cannot be read: {e.Message}", e);
        }

        if (predictor.Requests == 0)
            throw new CliException($"{question.Trace} holds no request.");
        var report = PredictReport.Of(question, predictor.Result());
        if (json)
            terminal.WriteJson(report);
        else
            PredictTable.Write(report, terminal);
        return ExitCode.Done;
    }
}
