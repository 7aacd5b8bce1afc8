using LatencyPortal.Decoding.Text.Jinja.Library;
using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Text.Jinja.Nodes;

internal sealed class IndexNode(int line, ExpressionNode target, ExpressionNode index) : ExpressionNode(line)
{
    protected override JinjaValue EvaluateCore(RenderRun run, Scope scope)
    {
        var value = target.Evaluate(run, scope);
        return index.Evaluate(run, scope) switch
        {
            JinjaString name => Members.Find(value, name.Value) ?? JinjaUndefined.Instance,
            JinjaInteger place when value is JinjaList or JinjaString => Members.At(value, place.Value) ?? JinjaUndefined.Instance,
            var other => throw run.Fault($"{value.TypeName} cannot be indexed by {other.TypeName}"),
        };
    }
}
