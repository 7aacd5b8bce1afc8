namespace LatencyPortal.Decoding.Text.Jinja.Nodes;

/// <summary>An argument of a call as it is written.</summary>
/// <param name="Kind">Which of the four forms.</param>
/// <param name="Name">Of a named argument.</param>
/// <param name="Value">The expression.</param>
internal readonly record struct Argument(ArgumentKind Kind, string? Name, ExpressionNode Value);
