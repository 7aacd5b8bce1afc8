using LatencyPortal.Gateway;
using LatencyPortal.Gateway.Prompts.Composition;
using LatencyPortal.Gateway.Prompts.Templates;

namespace LatencyPortal.Prompts;

/// <summary>Composes the prompts of chats and API calls from their templates.</summary>
internal sealed class TemplateComposer(PromptStore store)
{
    /// <summary>Makes a prompt and tells the record what it was made from.</summary>
    /// <param name="template">The version that the request gets.</param>
    /// <param name="request">What the template is filled with.</param>
    /// <param name="context">The call.</param>
    /// <exception cref="TemplateException">The request does not fit the template.</exception>
    public static ComposedPrompt Compose(ResolvedTemplate template, ComposeRequest request, RequestContext context)
    {
        var prompt = PromptComposer.Compose(template.Compiled, request);
        (context.Template, context.TemplateVersion) = (template.Name, template.Version);
        return prompt;
    }

    /// <summary>The version that a request gets.</summary>
    /// <param name="reference"><c>name</c>, <c>name@label</c> or <c>name@version</c>.</param>
    /// <param name="key">Decides between the arms of a split label.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="TemplateException">There is no such template.</exception>
    public Task<ResolvedTemplate> ResolveAsync(string reference, string key, CancellationToken cancellationToken) =>
        store.ResolveAsync(TemplateReference.Parse(reference), key, cancellationToken);
}
