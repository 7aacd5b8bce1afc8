using System.Text.Json;
using LatencyPortal.Gateway.Prompts.Templates;
using LatencyPortal.Prompts;

namespace LatencyPortal.Api;

/// <summary>Finds the template that a request asks for.</summary>
internal sealed class ApiTemplates(TemplateComposer templates)
{
    /// <summary>The template of a body; <see langword="null"/> when it asks for none.</summary>
    /// <param name="body">The JSON.</param>
    /// <param name="id">The request, which decides between the arms of a split label when it names no conversation.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ApiFaultException">There is no such template, or its fields are wrong.</exception>
    public async ValueTask<ApiTemplate?> FindAsync(ReadOnlyMemory<byte> body, Guid id, CancellationToken cancellationToken)
    {
        // Most requests have none, and are not parsed twice.
        if (body.Span.IndexOf("template"u8) < 0 && body.Span.IndexOf("\"variables\""u8) < 0)
            return null;
        using var document = ChatCompletionReader.Parse(body);
        var root = document.RootElement;
        var reference = Reference(root);
        var variables = root.Field("variables");
        variables?.RequireObject("variables");
        if (reference is null && variables is not null)
            throw new ApiFaultException(ApiFault.BadRequest("`variables` is only allowed with `template`.", "variables"));
        if (reference is null)
            return null;
        var key = root.Field("prompt_cache_key") is { ValueKind: JsonValueKind.String } conversation ? conversation.GetString()!
            : root.Field("user") is { ValueKind: JsonValueKind.String } user ? user.GetString()!
            : null;
        try
        {
            var resolved = await templates.ResolveAsync(reference, key ?? id.ToString(), cancellationToken);
            return new ApiTemplate(
                resolved,
                variables is { } values ? values.EnumerateObject().ToDictionary(value => value.Name, value => value.Value.Clone(), StringComparer.Ordinal) : new Dictionary<string, JsonElement>(StringComparer.Ordinal),
                resolved.Compiled.Template.Model,
                key,
                templates);
        }
        catch (TemplateException e)
        {
            throw new ApiFaultException(ApiTemplate.Fault(e) with { Status = StatusCodes.Status404NotFound, Code = "template_not_found" });
        }
        catch (ArgumentException)
        {
            throw new ApiFaultException(ApiFault.BadRequest("`variables` names a variable twice.", "variables"));
        }
    }

    /// <summary>Which template a body names, by either of the two fields.</summary>
    private static string? Reference(JsonElement root)
    {
        var named = root.Field("template")?.Text("template");
        if (root.Field("model") is not { ValueKind: JsonValueKind.String } model || !model.GetString()!.StartsWith(ApiTemplate.Prefix, StringComparison.Ordinal))
            return named;
        var asked = model.GetString()![ApiTemplate.Prefix.Length..];
        // Which of two different ones is meant, nobody but the caller can tell.
        if (named is not null && TemplateReference.Parse(named) != TemplateReference.Parse(asked))
            throw new ApiFaultException(ApiFault.BadRequest($"`template` names {named}, but `model` names the template {asked}. Leave one of them out, or let both name the same.", "template"));
        return asked;
    }
}
