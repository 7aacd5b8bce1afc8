using LatencyPortal.Decoding.Text.Jinja.Library;
using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Text.Jinja.Nodes;

internal sealed class AttributeNode(int line, ExpressionNode target, string name) : ExpressionNode(line)
{
    public ExpressionNode Target => target;

    public string Name => name;

    protected override JinjaValue EvaluateCore(RenderRun run, Scope scope) =>
        Members.Find(target.Evaluate(run, scope), name) ?? JinjaUndefined.Instance;
}
