namespace LatencyPortal.Decoding;

/// <summary>An assistant's call of a tool, as the OpenAI API spells it.</summary>
/// <param name="Id">Identity of the call; the tool's answer names it.</param>
/// <param name="Name">Name of the function.</param>
/// <param name="Arguments">A JSON object as text.</param>
public sealed record TemplateToolCall(string Id, string Name, string Arguments);
