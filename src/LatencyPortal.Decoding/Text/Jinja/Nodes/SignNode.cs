using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Text.Jinja.Nodes;

internal sealed class SignNode(int line, bool negative, ExpressionNode operand) : ExpressionNode(line)
{
    protected override JinjaValue EvaluateCore(RenderRun run, Scope scope) =>
        operand.Evaluate(run, scope) switch
        {
            JinjaInteger { Value: long.MinValue } when negative => throw run.Fault("an integer is too large"),
            JinjaInteger number => new JinjaInteger(negative ? -number.Value : number.Value),
            JinjaFloat number => new JinjaFloat(negative ? -number.Value : number.Value),
            JinjaBoolean flag => new JinjaInteger(flag.Value ? (negative ? -1 : 1) : 0),
            var other => throw run.Fault($"a sign cannot stand before {other.TypeName}"),
        };
}
