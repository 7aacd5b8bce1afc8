using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Text.Jinja.Nodes;

/// <summary>A part of a template that has a value.</summary>
internal abstract class ExpressionNode(int line)
{
    public int Line => line;

    public JinjaValue Evaluate(RenderRun run, Scope scope)
    {
        run.Enter(line);
        var value = EvaluateCore(run, scope);
        run.Leave();
        return value;
    }

    protected abstract JinjaValue EvaluateCore(RenderRun run, Scope scope);
}
