namespace LatencyPortal.Decoding;

/// <summary>One message as the chat template sees it.</summary>
/// <param name="Role"><c>system</c>, <c>user</c> or <c>assistant</c>.</param>
/// <param name="Content">Plain text. Control tokens spelled in it stay plain text.</param>
public readonly record struct TemplateMessage(string Role, string Content);
