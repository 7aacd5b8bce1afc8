namespace LatencyPortal.Gateway.Prompts.Composition;

/// <summary>Marks at which parts of a prompt end; -1 for a part that is not there.</summary>
internal readonly record struct PromptEnds(int Tools, int System, int Last);
