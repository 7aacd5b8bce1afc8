using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Text.Jinja.Nodes;

/// <summary><c>a if b else c</c>; without <c>else</c>, the value is undefined when the condition fails.</summary>
internal sealed class ConditionalNode(int line, ExpressionNode value, ExpressionNode condition, ExpressionNode? otherwise)
    : ExpressionNode(line)
{
    public ExpressionNode Value => value;

    public ExpressionNode Condition => condition;

    public bool HasElse => otherwise is not null;

    protected override JinjaValue EvaluateCore(RenderRun run, Scope scope)
    {
        if (condition.Evaluate(run, scope).IsTrue)
            return value.Evaluate(run, scope);
        return otherwise?.Evaluate(run, scope) ?? JinjaUndefined.Instance;
    }
}
