using LatencyPortal.Decoding.Text.Jinja.Library;
using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Text.Jinja.Nodes;

internal sealed class BinaryNode(int line, string symbol, ExpressionNode left, ExpressionNode right) : ExpressionNode(line)
{
    protected override JinjaValue EvaluateCore(RenderRun run, Scope scope)
    {
        var leftValue = left.Evaluate(run, scope);
        return Operators.Apply(symbol, leftValue, right.Evaluate(run, scope), run);
    }
}
