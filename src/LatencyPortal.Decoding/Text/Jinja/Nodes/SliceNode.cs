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
        if (value is JinjaList list)
            return new JinjaList(Slices.Cut(list.Items, from, to, by, run));
        var text = ((JinjaString)value).Value;
        run.Text(text.Length);
        return new JinjaString(string.Concat(Slices.Cut(Texts.CodePoints(text), from, to, by, run)));
    }

    private static long? Bound(ExpressionNode? node, RenderRun run, Scope scope) =>
        node?.Evaluate(run, scope) switch
        {
            null or JinjaUndefined => null,
            JinjaInteger number => number.Value,
            var other => throw run.Fault($"a slice cannot be bounded by {other.TypeName}"),
        };
}
