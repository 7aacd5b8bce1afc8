using LatencyPortal.Gateway;
using LatencyPortal.Gateway.Prompts.Analysis;
using LatencyPortal.Gateway.Prompts.Templates;

namespace LatencyPortal.Prompts.Editing;

/// <summary>Looks at a working copy in the tokens of a model inside the portal, which then are exact.</summary>
internal sealed class ExactCount(ModelGateway gateway, TimeProvider time)
{
    /// <summary>The same analysis in a model's own tokens; <see langword="null"/> when the model is not loaded, or of an endpoint.</summary>
    /// <param name="model">The model, as the portal names it.</param>
    /// <param name="template">What the working copy makes.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<TemplateAnalysis?> OfAsync(string model, PromptTemplate template, CancellationToken cancellationToken) =>
        await gateway.CountWithAsync(model, tokens => TemplateAnalyzer.Analyze(template, time.GetUtcNow(), tokens), cancellationToken) is { Problems.Count: 0 } counted
            ? counted
            : null;
}
