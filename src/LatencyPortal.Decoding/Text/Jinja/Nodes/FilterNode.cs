using LatencyPortal.Decoding.Text.Jinja.Library;
using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Text.Jinja.Nodes;

/// <param name="line">Where it stands.</param>
/// <param name="operand">What is filtered.</param>
/// <param name="name">Looked up when it is reached, so a template may name filters that it does not use.</param>
/// <param name="arguments">Null without parentheses.</param>
internal sealed class FilterNode(int line, ExpressionNode operand, string name, ArgumentsNode? arguments) : ExpressionNode(line)
{
    protected override JinjaValue EvaluateCore(RenderRun run, Scope scope)
    {
        var value = operand.Evaluate(run, scope);
        return FilterLibrary.Apply(name, value, arguments?.Evaluate(run, scope) ?? CallArguments.None, run);
    }
}
