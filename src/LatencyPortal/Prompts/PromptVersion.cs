using LatencyPortal.Gateway.Prompts.Templates;

namespace LatencyPortal.Prompts;

/// <summary>A version of a template with its labels.</summary>
public sealed record PromptVersion(int Number, PromptTemplate Template, string? Note, DateTimeOffset CreatedAt);
