using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Text.Jinja.Nodes;

/// <summary>The text of a filter block, already rendered.</summary>
internal sealed class CapturedNode(int line) : ExpressionNode(line)
{
    /// <summary>The variable that holds it: no template can name it.</summary>
    public const string Variable = "(text)";

    protected override JinjaValue EvaluateCore(RenderRun run, Scope scope) => scope.Get(Variable, run);
}
