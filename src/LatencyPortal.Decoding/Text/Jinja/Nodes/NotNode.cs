using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Text.Jinja.Nodes;

internal sealed class NotNode(int line, ExpressionNode operand) : ExpressionNode(line)
{
    protected override JinjaValue EvaluateCore(RenderRun run, Scope scope) =>
        JinjaValue.From(!operand.Evaluate(run, scope).IsTrue);
}
