using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Text.Jinja.Nodes;

internal sealed class NameNode(int line, string name) : ExpressionNode(line)
{
    public string Name => name;

    protected override JinjaValue EvaluateCore(RenderRun run, Scope scope) => scope.Get(name, run);
}
