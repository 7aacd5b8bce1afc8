using System.Text;
using LatencyPortal.Decoding.Text.Jinja.Library;
using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Text.Jinja.Nodes;

/// <param name="line">Where it stands.</param>
/// <param name="filters">Filters around a <see cref="CapturedNode"/>.</param>
/// <param name="body">What is filtered.</param>
internal sealed class FilterBlockNode(int line, ExpressionNode filters, BlockNode body) : StatementNode(line)
{
    protected override Flow ExecuteCore(RenderRun run, Scope scope, StringBuilder output)
    {
        var text = new StringBuilder();
        var flow = body.Execute(run, scope, text);
        if (flow != Flow.Next)
            return flow;
        var inner = new Scope(scope);
        inner.Set(CapturedNode.Variable, new JinjaString(text.ToString()));
        run.Write(output, ValueText.Printed(filters.Evaluate(run, inner), run));
        return Flow.Next;
    }
}
