using System.Globalization;
using LatencyPortal.Gateway;
using LatencyPortal.Gateway.Prompts.Composition;
using LatencyPortal.Gateway.Prompts.Templates;
using LatencyPortal.Gateway.Prompts.Tokens;
using LatencyPortal.Gateway.Prompts.Traces;
using LatencyPortal.Settings;
using LatencyPortal.Telemetry.Traces;
using Microsoft.Extensions.Options;

namespace LatencyPortal.Prompts;

/// <summary>Composes the prompts of chats and API calls from their templates, and notes what each leaves for later questions.</summary>
internal sealed class TemplateComposer(PromptStore store, CachePlanStore plans, PromptTraceStore traces, IOptions<PortalOptions> options)
{
    // The salt lies in a database: read when the first prompt is composed.
    private readonly Lazy<PromptTraceMaker> _maker = new(() => new PromptTraceMaker(traces.Salt(), options.Value.Prompts.KeepTexts));

    private readonly AskedMemory _asked = new();

    /// <summary>The version that a request gets.</summary>
    /// <param name="reference"><c>name</c>, <c>name@label</c> or <c>name@version</c>.</param>
    /// <param name="key">Decides between the arms of a split label.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="TemplateException">There is no such template.</exception>
    public async Task<ResolvedTemplate> ResolveAsync(string reference, string key, CancellationToken cancellationToken)
    {
        var template = await store.ResolveAsync(TemplateReference.Parse(reference), key, cancellationToken);
        return template with { Plans = await plans.GetAsync(template.Name, cancellationToken) };
    }

    /// <summary>Makes a prompt, and what it leaves.</summary>
    /// <param name="template">The version that the request gets.</param>
    /// <param name="request">What the template is filled with.</param>
    /// <param name="id">The request.</param>
    /// <param name="model">Who is asked.</param>
    /// <param name="conversation">Names the conversation; only its hash is kept.</param>
    /// <exception cref="TemplateException">The request does not fit the template.</exception>
    public (TemplatePrompt Prompt, PromptTrace Trace) Compose(ResolvedTemplate template, ComposeRequest request, Guid id, ModelDescription model, string? conversation)
    {
        var prompt = _asked.Compose(template.Compiled, request);
        var subject = new TraceSubject
        {
            RequestId = id,
            Version = template.Version,
            Model = model.Id,
            Family = model.Family,
            Plan = template.PlanFor(model.Family),
            Conversation = conversation,
            OwnText = request.Preamble,
        };
        var marked = new TemplatePrompt(prompt, string.Create(CultureInfo.InvariantCulture, $"{template.Name}@{template.Version}"), subject.Family, subject.Plan);
        return (marked, _maker.Value.Make(template.Compiled, request, prompt, subject, O200kCounter.Instance.Count));
    }
}
