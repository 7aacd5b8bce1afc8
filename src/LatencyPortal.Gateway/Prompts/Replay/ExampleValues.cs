using System.Text.Json;
using LatencyPortal.Gateway.Prompts.Composition;
using LatencyPortal.Gateway.Prompts.Templates;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Prompts.Replay;

/// <summary>Fills a template with the example of each variable, so that tokens can be estimated.</summary>
internal static class ExampleValues
{
    private const string Asked = "What is asked.";

    public static ComposeRequest Request(CompiledTemplate template, DateTimeOffset now) => new()
    {
        Now = now,
        Input = new ChatMessage(ChatRole.User, Asked),
        Variables = template.Template.Variables.ToDictionary(variable => variable.Name, variable => JsonSerializer.SerializeToElement(Of(variable))),
    };

    private static string Of(PromptVariable variable) => variable.Example ?? variable.Default ?? variable.Type switch
    {
        VariableType.Number => "0",
        VariableType.Boolean => "false",
        VariableType.Date => "2026-01-01",
        VariableType.Json => "[]",
        _ => "",
    };
}
