namespace LatencyPortal.Gateway.Prompts.Templates;

/// <summary>What is wrong with a template, and where.</summary>
/// <param name="Message">A sentence that says what to do.</param>
/// <param name="Segment">Id of the segment.</param>
/// <param name="Variable">Name of the variable.</param>
/// <param name="Position">Character of the segment's text, from 0.</param>
public sealed record TemplateProblem(string Message, string? Segment = null, string? Variable = null, int? Position = null);
