using System.Text;
using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Text.Jinja.Nodes;

/// <summary><c>set</c> of an attribute of a namespace.</summary>
internal sealed class SetAttributeNode(int line, AttributeNode target, ExpressionNode? value, BlockNode? body)
    : StatementNode(line)
{
    protected override Flow ExecuteCore(RenderRun run, Scope scope, StringBuilder output)
    {
        if (SetNode.Result(value, body, run, scope, out var flow) is not { } result)
            return flow;
        var owner = target.Target.Evaluate(run, scope);
        if (owner is not JinjaNamespace space)
            throw run.Fault($"an attribute of {owner.TypeName} cannot be set");
        space.Entries[target.Name] = result;
        return Flow.Next;
    }
}
