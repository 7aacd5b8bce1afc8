using System.CommandLine;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Cli.Chat;

/// <summary><c>chat QUESTION</c>: one streamed answer of the built-in model, and how fast it was.</summary>
internal static class ChatCommand
{
    public static Command Create(VerbRunner runner)
    {
        var question = new Argument<string>("QUESTION") { Description = "What to ask; quote it." };
        var model = Options.Model();
        var command = new Command("chat", "Ask the built-in model; the answer streams, then its latency is told.") { question, model };
        command.Validators.Add(result =>
        {
            if (string.IsNullOrWhiteSpace(result.GetValue(question)))
                result.AddError("The question is empty.");
        });
        runner.Run(command, (parsed, terminal, json, cancellationToken) =>
            AnswerAsync(parsed.GetRequiredValue(question), parsed.GetValue(model), terminal, json, cancellationToken));
        return command;
    }

    private static async Task<int> AnswerAsync(string question, string? folder, Terminal terminal, bool json, CancellationToken cancellationToken)
    {
        await using var host = await ModelHost.OpenFolderAsync(ModelFolders.Find(folder));
        var answer = await ModelAnswer.AskAsync(
            host.Model, [new ChatMessage(ChatRole.User, question)], options: null, json ? null : Stream(terminal.Output), cancellationToken);
        if (json)
        {
            terminal.WriteJson(ChatReport.Of(host.Model.Description.Id, answer));
        }
        else
        {
            await terminal.Output.WriteLineAsync();
            await terminal.Output.WriteLineAsync();
            await terminal.Output.WriteLineAsync(LatencyLine.Of(answer.Record));
        }

        return ExitCode.Done;
    }

    private static Action<string> Stream(TextWriter output) => text =>
    {
        output.Write(text);
        output.Flush();
    };
}
