using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Text.Jinja.Nodes;

/// <summary><c>and</c> and <c>or</c>: the value is that of the operand which decided.</summary>
internal sealed class LogicalNode(int line, bool isAnd, ExpressionNode left, ExpressionNode right) : ExpressionNode(line)
{
    protected override JinjaValue EvaluateCore(RenderRun run, Scope scope)
    {
        var value = left.Evaluate(run, scope);
        return value.IsTrue == isAnd ? right.Evaluate(run, scope) : value;
    }
}
