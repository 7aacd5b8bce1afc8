using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Text.Jinja.Nodes;

internal sealed class LiteralNode(int line, JinjaValue value) : ExpressionNode(line)
{
    protected override JinjaValue EvaluateCore(RenderRun run, Scope scope) => value;
}
