namespace LatencyPortal.Decoding.Text.Jinja.Nodes;

internal readonly record struct MacroParameter(string Name, ExpressionNode? Default);
