using System.Text;

namespace LatencyPortal.Decoding.Text.Jinja.Nodes;

/// <summary><c>break</c> and <c>continue</c>.</summary>
internal sealed class JumpNode(int line, Flow flow) : StatementNode(line)
{
    protected override Flow ExecuteCore(RenderRun run, Scope scope, StringBuilder output) => flow;
}
