using System.Text;
using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Text.Jinja.Nodes;

/// <param name="line">Where it stands.</param>
/// <param name="targets">One name, or several for items that are lists.</param>
/// <param name="unpacks">Whether items are unpacked; with one target too.</param>
/// <param name="items">What is gone through: a list, or a mapping for its keys.</param>
/// <param name="filter">Which items count, decided for all of them before the first turn.</param>
/// <param name="body">Of a turn. What a turn wrote before <c>break</c> or <c>continue</c> is dropped.</param>
/// <param name="otherwise">Rendered when no turn ran to its end.</param>
internal sealed class ForNode(
    int line,
    IReadOnlyList<string> targets,
    bool unpacks,
    ExpressionNode items,
    ExpressionNode? filter,
    BlockNode body,
    BlockNode? otherwise)
    : StatementNode(line)
{
    protected override Flow ExecuteCore(RenderRun run, Scope scope, StringBuilder output)
    {
        var inner = new Scope(scope);
        var chosen = Choose(run, inner);
        var anyTurn = false;
        for (var i = 0; i < chosen.Count; i++)
        {
            run.Step();
            inner.Set("loop", LoopState(chosen, i));
            Assign(chosen[i], run, inner);
            var start = output.Length;
            var flow = body.Execute(run, inner, output);
            if (flow == Flow.Next)
                anyTurn = true;
            else
                output.Length = start;
            if (flow == Flow.Break)
                break;
        }

        if (!anyTurn && otherwise is not null)
            return otherwise.Execute(run, inner, output);
        return Flow.Next;
    }

    private static JinjaMapping LoopState(IReadOnlyList<JinjaValue> items, int i)
    {
        var loop = new JinjaMapping();
        loop.Entries["index"] = new JinjaInteger(i + 1);
        loop.Entries["index0"] = new JinjaInteger(i);
        loop.Entries["revindex"] = new JinjaInteger(items.Count - i);
        loop.Entries["revindex0"] = new JinjaInteger(items.Count - i - 1);
        loop.Entries["first"] = JinjaValue.From(i == 0);
        loop.Entries["last"] = JinjaValue.From(i == items.Count - 1);
        loop.Entries["length"] = new JinjaInteger(items.Count);
        loop.Entries["previtem"] = i > 0 ? items[i - 1] : JinjaUndefined.Instance;
        loop.Entries["nextitem"] = i < items.Count - 1 ? items[i + 1] : JinjaUndefined.Instance;
        return loop;
    }

    private IReadOnlyList<JinjaValue> Choose(RenderRun run, Scope inner)
    {
        var value = items.Evaluate(run, inner);
        IReadOnlyList<JinjaValue> all = value switch
        {
            JinjaList list => list.Items,
            JinjaMapping mapping => [.. mapping.Entries.Keys.Select(JinjaValue.From)],
            _ => throw run.Fault($"a loop cannot go through {value.TypeName}"),
        };
        run.Step(all.Count);
        if (filter is null)
            return all;
        var chosen = new List<JinjaValue>();
        foreach (var item in all)
        {
            var trial = new Scope(inner);
            Assign(item, run, trial);
            if (filter.Evaluate(run, trial).IsTrue)
                chosen.Add(item);
        }

        return chosen;
    }

    private void Assign(JinjaValue item, RenderRun run, Scope scope)
    {
        if (unpacks)
            SetNode.Unpack(item, targets, run, scope);
        else
            scope.Set(targets[0], item);
    }
}
