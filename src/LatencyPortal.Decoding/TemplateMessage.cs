namespace LatencyPortal.Decoding;

/// <summary>One message as the chat template sees it.</summary>
/// <param name="Role"><c>system</c>, <c>user</c>, <c>assistant</c> or <c>tool</c>.</param>
/// <param name="Content">
/// Plain text. Control tokens spelled in it stay plain text. Null only for an assistant that says nothing but calls tools.
/// </param>
public readonly record struct TemplateMessage(string Role, string? Content)
{
    /// <summary>The calls of an assistant's message.</summary>
    public IReadOnlyList<TemplateToolCall>? ToolCalls { get; init; }

    /// <summary>Which call a tool's message answers.</summary>
    public string? ToolCallId { get; init; }

    /// <summary>Name of the tool that a tool's message is from.</summary>
    public string? Name { get; init; }
}
