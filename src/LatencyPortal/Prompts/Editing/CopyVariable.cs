using LatencyPortal.Gateway.Prompts.Templates;

namespace LatencyPortal.Prompts.Editing;

/// <summary>A variable of a working copy.</summary>
/// <param name="Key">Stays when it is renamed.</param>
/// <param name="Variable">The variable.</param>
public sealed record CopyVariable(int Key, PromptVariable Variable);
