using System.Text;
using LatencyPortal.Decoding.Text.Jinja.Library;

namespace LatencyPortal.Decoding.Text.Jinja.Nodes;

internal sealed class PrintNode(int line, ExpressionNode value) : StatementNode(line)
{
    protected override Flow ExecuteCore(RenderRun run, Scope scope, StringBuilder output)
    {
        run.Write(output, ValueText.Printed(value.Evaluate(run, scope), run));
        return Flow.Next;
    }
}
