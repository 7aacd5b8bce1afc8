using System.Text;

namespace LatencyPortal.Decoding.Text.Jinja.Nodes;

internal sealed class TextNode(int line, string text) : StatementNode(line)
{
    protected override Flow ExecuteCore(RenderRun run, Scope scope, StringBuilder output)
    {
        run.Write(output, text);
        return Flow.Next;
    }
}
