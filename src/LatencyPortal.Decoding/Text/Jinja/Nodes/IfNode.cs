using System.Text;

namespace LatencyPortal.Decoding.Text.Jinja.Nodes;

internal sealed class IfNode(
    int line, IReadOnlyList<(ExpressionNode Condition, BlockNode Body)> branches, BlockNode? otherwise)
    : StatementNode(line)
{
    protected override Flow ExecuteCore(RenderRun run, Scope scope, StringBuilder output)
    {
        foreach (var (condition, body) in branches)
        {
            if (condition.Evaluate(run, scope).IsTrue)
                return body.Execute(run, scope, output);
        }

        return otherwise?.Execute(run, scope, output) ?? Flow.Next;
    }
}
