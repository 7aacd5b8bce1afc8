using LatencyPortal.Decoding.Text.Jinja.Library;
using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Text.Jinja.Nodes;

/// <summary>A chain such as <c>0 &lt; x &lt;= 9</c>: each operand is evaluated once, and none after the first comparison that fails.</summary>
internal sealed class ChainNode(int line, IReadOnlyList<ExpressionNode> operands, IReadOnlyList<string> symbols)
    : ExpressionNode(line)
{
    protected override JinjaValue EvaluateCore(RenderRun run, Scope scope)
    {
        var left = operands[0].Evaluate(run, scope);
        for (var i = 0; i < symbols.Count; i++)
        {
            var right = operands[i + 1].Evaluate(run, scope);
            if (!Operators.Apply(symbols[i], left, right, run).IsTrue)
                return JinjaBoolean.False;
            left = right;
        }

        return JinjaBoolean.True;
    }
}
