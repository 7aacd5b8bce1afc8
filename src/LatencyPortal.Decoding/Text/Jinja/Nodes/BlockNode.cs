using System.Text;

namespace LatencyPortal.Decoding.Text.Jinja.Nodes;

/// <summary>Statements in a row.</summary>
internal sealed class BlockNode(int line, IReadOnlyList<StatementNode> statements) : StatementNode(line)
{
    protected override Flow ExecuteCore(RenderRun run, Scope scope, StringBuilder output)
    {
        foreach (var statement in statements)
        {
            var flow = statement.Execute(run, scope, output);
            if (flow != Flow.Next)
                return flow;
        }

        return Flow.Next;
    }
}
