using System.Text;

namespace LatencyPortal.Decoding.Text.Jinja.Nodes;

/// <summary>A part of a template that writes text or sets variables.</summary>
internal abstract class StatementNode(int line)
{
    public Flow Execute(RenderRun run, Scope scope, StringBuilder output)
    {
        run.Enter(line);
        var flow = ExecuteCore(run, scope, output);
        run.Leave();
        return flow;
    }

    protected abstract Flow ExecuteCore(RenderRun run, Scope scope, StringBuilder output);
}
