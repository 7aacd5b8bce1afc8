using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Text.Jinja.Nodes;

internal sealed class MappingNode(int line, IReadOnlyList<(ExpressionNode Key, ExpressionNode Value)> entries)
    : ExpressionNode(line)
{
    protected override JinjaValue EvaluateCore(RenderRun run, Scope scope)
    {
        var mapping = new JinjaMapping();
        foreach (var (key, value) in entries)
        {
            var name = key.Evaluate(run, scope) as JinjaString
                ?? throw run.Fault("the keys of a mapping must be strings");
            mapping.Entries[name.Value] = value.Evaluate(run, scope);
        }

        return mapping;
    }
}
