using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Text.Jinja.Nodes;

/// <summary>A list or tuple written out.</summary>
internal sealed class ListNode(int line, IReadOnlyList<ExpressionNode> items) : ExpressionNode(line)
{
    protected override JinjaValue EvaluateCore(RenderRun run, Scope scope)
    {
        var values = new JinjaValue[items.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = items[i].Evaluate(run, scope);
        return new JinjaList(values);
    }
}
