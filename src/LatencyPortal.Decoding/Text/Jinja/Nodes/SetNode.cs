using System.Text;
using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Text.Jinja.Nodes;

/// <summary><c>set</c> of names, from an expression or from the text of a block.</summary>
internal sealed class SetNode(int line, IReadOnlyList<string> targets, bool unpacks, ExpressionNode? value, BlockNode? body)
    : StatementNode(line)
{
    public static void Unpack(JinjaValue value, IReadOnlyList<string> targets, RenderRun run, Scope scope)
    {
        if (value is not JinjaList list)
            throw run.Fault($"{value.TypeName} cannot be unpacked");
        if (list.Items.Count != targets.Count)
            throw run.Fault($"a list of {list.Items.Count} items cannot be unpacked into {targets.Count} names");
        for (var i = 0; i < targets.Count; i++)
            scope.Set(targets[i], list.Items[i]);
    }

    /// <summary>The value set, or null if the body of the block ended in a jump.</summary>
    public static JinjaValue? Result(ExpressionNode? value, BlockNode? body, RenderRun run, Scope scope, out Flow flow)
    {
        flow = Flow.Next;
        if (value is not null)
            return value.Evaluate(run, scope);
        var text = new StringBuilder();
        flow = body!.Execute(run, scope, text);
        return flow == Flow.Next ? new JinjaString(text.ToString()) : null;
    }

    protected override Flow ExecuteCore(RenderRun run, Scope scope, StringBuilder output)
    {
        if (Result(value, body, run, scope, out var flow) is not { } result)
            return flow;
        if (unpacks)
            Unpack(result, targets, run, scope);
        else
            scope.Set(targets[0], result);
        return Flow.Next;
    }
}
