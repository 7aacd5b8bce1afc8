using LatencyPortal.Decoding.Text.Jinja.Library;
using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Text.Jinja.Nodes;

internal sealed class TestNode(int line, ExpressionNode operand, string name, ArgumentsNode? arguments, bool negated)
    : ExpressionNode(line)
{
    protected override JinjaValue EvaluateCore(RenderRun run, Scope scope)
    {
        var value = operand.Evaluate(run, scope);
        var result = TestLibrary.Apply(name, value, arguments?.Evaluate(run, scope) ?? CallArguments.None, run);
        return JinjaValue.From(result != negated);
    }
}
