using LatencyPortal.Api;
using LatencyPortal.Gateway;
using LatencyPortal.Gateway.Prompts.Composition;
using LatencyPortal.Gateway.Prompts.Families;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Prompts;

/// <summary>A prompt of a template, and how it is told to the cache of the model that is asked.</summary>
/// <param name="Composed">The prompt.</param>
/// <param name="Template">Name and version of the template.</param>
/// <param name="Family">Family of the model; <see langword="null"/> when nobody knows its rule.</param>
/// <param name="Plan">How it is marked; <see langword="null"/> for the portal's own way.</param>
internal sealed record TemplatePrompt(ComposedPrompt Composed, string Template, ModelFamily? Family, CachePlan? Plan)
{
    /// <summary>The messages with their marks.</summary>
    public IReadOnlyList<ChatMessage> Messages => PromptMarkers.Place(Composed, Family, Plan);

    /// <summary>The wishes of a call with those for the cache.</summary>
    public CallExtras Address(CallExtras extras) => PromptMarkers.Address(extras, Family, Template, Plan);

    /// <summary>Puts the tools into the options of a call.</summary>
    /// <exception cref="ApiFaultException">A definition is none.</exception>
    public void Offer(ChatOptions options)
    {
        if (Composed.Tools is { } tools)
            ToolMessages.Offer(options, tools.EnumerateArray().Select(tool => ToolReader.Function(tool.GetProperty("function"), "template")), tools);
    }
}
