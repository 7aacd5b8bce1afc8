using LatencyPortal.Gateway.Prompts.Templates;

namespace LatencyPortal.Prompts;

/// <summary>A template that a conversation can use.</summary>
/// <param name="Reference">How it is named.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Variables">What a conversation can fill in.</param>
internal sealed record TemplateChoice(string Reference, string? Description, IReadOnlyList<PromptVariable> Variables);
