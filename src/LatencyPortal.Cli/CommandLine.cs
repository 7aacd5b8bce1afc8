using System.CommandLine;
using System.CommandLine.Invocation;
using LatencyPortal.Cli.Bench;
using LatencyPortal.Cli.Chat;
using LatencyPortal.Cli.Models;
using LatencyPortal.Cli.Traces;

namespace LatencyPortal.Cli;

/// <summary>The command line: its verbs, and what happens when it is misused.</summary>
internal static class CommandLine
{
    private static readonly TimeSpan TimeToStop = TimeSpan.FromSeconds(10);

    /// <summary>Runs one command line.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args, Terminal terminal, CancellationToken cancellationToken)
    {
        var parsed = Create(terminal).Parse(args);
        if (parsed.Action is ParseErrorAction)
        {
            // An unknown verb is also a missing one for the parser: the word itself says more.
            var problems = parsed.UnmatchedTokens.Count > 0
                ? [$"Unknown verb or option '{parsed.UnmatchedTokens[0]}'."]
                : parsed.Errors.Select(error => error.Message);
            foreach (var problem in problems)
                await terminal.Error.WriteLineAsync(problem);
            await terminal.Error.WriteLineAsync("Add --help to see what can be asked.");
            return ExitCode.Misused;
        }

        var invocation = new InvocationConfiguration
        {
            Output = terminal.Output,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,
            // A verb that is told to stop finishes its report first.
            ProcessTerminationTimeout = TimeToStop,
        };
        return await parsed.InvokeAsync(invocation, cancellationToken);
    }

    private static RootCommand Create(Terminal terminal)
    {
        var runner = new VerbRunner(terminal);
        return new RootCommand("LatencyPortal on the command line: ask the built-in model, measure latency, check models, replay traces.")
        {
            runner.Json,
            ChatCommand.Create(runner),
            BenchCommand.Create(runner),
            new Command("models", "Check and evaluate model folders.")
            {
                CheckCommand.Create(runner),
                EvalCommand.Create(runner),
            },
            new Command("trace", "Work with recorded traces.")
            {
                PredictCommand.Create(runner),
            },
        };
    }
}
