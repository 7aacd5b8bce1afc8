using LatencyPortal.Gateway.Prompts.Templates;

namespace LatencyPortal.Gateway.Prompts.Analysis;

/// <summary>A change of a template that keeps more of it cacheable.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Title">What a button says.</param>
/// <param name="Proof">What was compared to know that it is safe.</param>
/// <param name="Result">The template afterwards.</param>
/// <param name="TokensWon">Further tokens of the example prompt that stay the same from request to request.</param>
public sealed record TemplateFix(TemplateFixKind Kind, string Title, string Proof, PromptTemplate Result, int TokensWon);
