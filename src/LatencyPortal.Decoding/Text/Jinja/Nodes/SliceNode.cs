using LatencyPortal.Decoding.Text.Jinja.Library;
using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Text.Jinja.Nodes;

/// <summary><c>a[start:stop:step]</c>. Texts are cut between code points, though an index into them counts UTF-16 units.</summary>
internal sealed class SliceNode(int line, ExpressionNode target, ExpressionNode? start, ExpressionNode? stop, ExpressionNode? step)
    : ExpressionNode(line)
{
    protected override JinjaValue EvaluateCore(RenderRun run, Scope scope)
    {
        var value = target.Evaluate(run, scope);
        if (value is not (JinjaList or JinjaString))
            throw run.Fault($"{value.TypeName} cannot be sliced");
        var from = Bound(start, run, scope);
        var to = Bound(stop, run, scope);
        var by = Bound(step, run, scope) ?? 1;
        return value is JinjaList list
            ? Slices.Cut(list, from, to, by, run)
            : Slices.Cut(((JinjaString)value).Value, from, to, by, run);
    }

    private static long? Bound(ExpressionNode? node, RenderRun run, Scope scope) =>
        node?.Evaluate(run, scope) switch
        {
            null or JinjaUndefined => null,
            JinjaInteger number => number.Value,
            var other => throw run.Fault($"a slice cannot be bounded by {other.TypeName}"),
        };
}
