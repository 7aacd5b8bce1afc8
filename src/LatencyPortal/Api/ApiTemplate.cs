using System.Text.Json;
using LatencyPortal.Gateway;
using LatencyPortal.Gateway.Prompts.Composition;
using LatencyPortal.Gateway.Prompts.Templates;
using LatencyPortal.Prompts;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Api;

/// <summary>The template that a request asks for, by its field <c>template</c> or by <c>template:</c> in front of the model.</summary>
/// <param name="Resolved">The version that it gets.</param>
/// <param name="Variables">Values for its variables.</param>
/// <param name="Model">Who answers when the request names no model.</param>
/// <param name="Conversation">What the caller says that its conversation is; <see langword="null"/> when it does not.</param>
/// <param name="Composer">Composes it.</param>
internal sealed record ApiTemplate(
    ResolvedTemplate Resolved, IReadOnlyDictionary<string, JsonElement> Variables, string? Model, string? Conversation, TemplateComposer Composer)
{
    /// <summary>In front of the name of a template where a model is expected.</summary>
    public const string Prefix = "template:";

    /// <summary>The same call with the prompt that the template makes of it.</summary>
    /// <exception cref="ApiFaultException">The request does not fit the template.</exception>
    public ChatCompletionCall Apply(ChatCompletionCall call, Guid id, DateTimeOffset now)
    {
        try
        {
            var turns = call.Messages.Where(message => message.Role != ChatRole.System).ToList();
            var asked = turns is [.., { } last] && last.Role == ChatRole.User ? last : null;
            var request = new ComposeRequest
            {
                Now = now,
                Variables = Variables,
                // What the caller says as system text holds for its conversation.
                Preamble = string.Join("\n\n", call.Messages.Where(message => message.Role == ChatRole.System).Select(message => message.Text)),
                History = [.. turns.SkipLast(asked is null ? 0 : 1)],
                HistoryIsRaw = true,
                Input = asked,
                Tools = ToolMessages.AsWritten(call.Options) is { } tools ? [.. tools.EnumerateArray()] : [],
            };
            var (prompt, trace) = Composer.Compose(Resolved, request, id, call.Model.Description, Conversation);
            if (prompt.Composed.Tools is not null)
                LocalRefusal.Tools(call.Model.Description, "template");
            prompt.Offer(call.Options);
            prompt.Address(CallExtras.From(call.Options) ?? new CallExtras()).Attach(call.Options);
            return call with { Messages = prompt.Messages, Trace = trace };
        }
        catch (TemplateException e)
        {
            throw new ApiFaultException(Fault(e));
        }
    }

    /// <summary>What is wrong with a template or with the values for it.</summary>
    public static ApiFault Fault(TemplateException e) =>
        ApiFault.BadRequest(e.Message, e.Problems is [{ Variable: { } variable }, ..] ? $"variables.{variable}" : "template", "invalid_template");
}
