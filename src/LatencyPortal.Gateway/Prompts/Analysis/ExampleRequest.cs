using System.Text.Json;
using LatencyPortal.Gateway.Prompts.Composition;
using LatencyPortal.Gateway.Prompts.Templates;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Prompts.Analysis;

/// <summary>A request made of the examples of a template's variables.</summary>
public static class ExampleRequest
{
    /// <summary>What is asked when nobody says.</summary>
    public const string Question = "What can you do for me?";

    /// <param name="template">The template.</param>
    /// <param name="now">The moment of the request.</param>
    /// <param name="input">What is asked; <see langword="null"/> for the usual question.</param>
    public static ComposeRequest Of(PromptTemplate template, DateTimeOffset now, string? input = null)
    {
        ArgumentNullException.ThrowIfNull(template);
        return new ComposeRequest
        {
            Now = now,
            Input = new ChatMessage(ChatRole.User, input ?? Question),
            Variables = template.Variables.Where(variable => variable.Example is not null || variable.Default is null).ToDictionary(
                variable => variable.Name,
                variable => JsonSerializer.SerializeToElement(variable.Example ?? Placeholder(variable)),
                StringComparer.Ordinal),
        };
    }

    private static string Placeholder(PromptVariable variable) => variable.Type switch
    {
        VariableType.Number => "1",
        VariableType.Boolean => "true",
        VariableType.Date => "2026-01-01",
        VariableType.Json => "[]",
        _ => $"‹{variable.Name}›",
    };
}
