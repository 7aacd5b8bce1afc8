using System.CommandLine;
using LatencyPortal.Decoding;
using LatencyPortal.Gateway;

namespace LatencyPortal.Cli;

/// <summary>Runs a verb and turns what stops it into one line and an exit code.</summary>
internal sealed class VerbRunner(Terminal terminal)
{
    /// <summary>The option that all verbs share.</summary>
    public Option<bool> Json { get; } = new("--json")
    {
        Description = "Print one JSON object on standard output instead of a table; progress goes to standard error.",
        Recursive = true,
    };

    /// <summary>Gives a command its work.</summary>
    public void Run(Command command, Func<ParseResult, Terminal, bool, CancellationToken, Task<int>> verb) =>
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, verb, cancellationToken));

    private async Task<int> RunAsync(
        ParseResult parsed, Func<ParseResult, Terminal, bool, CancellationToken, Task<int>> verb, CancellationToken cancellationToken)
    {
        var json = parsed.GetValue(Json);
        try
        {
            return await verb(parsed, terminal, json, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await terminal.Error.WriteLineAsync("Cancelled.");
            return ExitCode.Cancelled;
        }
        catch (Exception e) when (IsTold(e))
        {
            if (json)
                terminal.WriteJson(new { error = e.Message });
            await terminal.Error.WriteLineAsync(e.Message);
            return ExitCode.Failed;
        }
    }

    /// <summary>Whether the message is made for the user; anything else is a bug and keeps its stack.</summary>
    private static bool IsTold(Exception e) =>
        e is CliException or ModelCallException or ModelLoadException or DecodeFaultException or PromptTooLongException or IOException or UnauthorizedAccessException;
}
