using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Text.Jinja.Nodes;

/// <summary>The arguments of a call. Positional ones are evaluated first, as in Python, wherever they stand.</summary>
internal sealed class ArgumentsNode(IReadOnlyList<Argument> arguments)
{
    public CallArguments Evaluate(RenderRun run, Scope scope)
    {
        var positional = new List<JinjaValue>();
        foreach (var argument in arguments)
        {
            if (argument.Kind == ArgumentKind.Positional)
                positional.Add(argument.Value.Evaluate(run, scope));
            else if (argument.Kind == ArgumentKind.Unpacked)
                Unpack(argument.Value.Evaluate(run, scope), positional, run);
        }

        var named = new OrderedDictionary<string, JinjaValue>(StringComparer.Ordinal);
        foreach (var argument in arguments)
        {
            if (argument.Kind == ArgumentKind.Named)
                Add(named, argument.Name!, argument.Value.Evaluate(run, scope), run);
            else if (argument.Kind == ArgumentKind.NamedUnpacked)
                UnpackNamed(argument.Value.Evaluate(run, scope), named, run);
        }

        return new CallArguments(positional, named);
    }

    private static void Unpack(JinjaValue value, List<JinjaValue> positional, RenderRun run)
    {
        if (value is not JinjaList list)
            throw run.Fault($"{value.TypeName} cannot be unpacked into arguments");
        run.Step(list.Items.Count);
        positional.AddRange(list.Items);
    }

    private static void UnpackNamed(JinjaValue value, OrderedDictionary<string, JinjaValue> named, RenderRun run)
    {
        if (value is not JinjaMapping mapping)
            throw run.Fault($"{value.TypeName} cannot be unpacked into named arguments");
        run.Step(mapping.Entries.Count);
        foreach (var (name, item) in mapping.Entries)
            Add(named, name, item, run);
    }

    private static void Add(OrderedDictionary<string, JinjaValue> named, string name, JinjaValue value, RenderRun run)
    {
        if (!named.TryAdd(name, value))
            throw run.Fault("an argument is given twice");
    }
}
