using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Text.Jinja.Nodes;

internal sealed class CallNode(int line, ExpressionNode callee, ArgumentsNode arguments) : ExpressionNode(line)
{
    public ExpressionNode Callee => callee;

    public ArgumentsNode Arguments => arguments;

    protected override JinjaValue EvaluateCore(RenderRun run, Scope scope)
    {
        var values = arguments.Evaluate(run, scope);
        return Resolve(run, scope).Call(values, run, scope);
    }

    public JinjaCallable Resolve(RenderRun run, Scope scope)
    {
        var value = callee.Evaluate(run, scope);
        return value as JinjaCallable ?? throw run.Fault(callee switch
        {
            NameNode name => $"\"{name.Name}\" is not a function: {value.TypeName}",
            AttributeNode attribute => $"\"{attribute.Name}\" is not a function: {value.TypeName}",
            _ => $"{value.TypeName} is not a function",
        });
    }
}
