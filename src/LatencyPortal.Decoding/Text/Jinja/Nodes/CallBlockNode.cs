using System.Text;
using LatencyPortal.Decoding.Text.Jinja.Library;
using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Text.Jinja.Nodes;

/// <summary>Calls a macro that can render the body of this block with <c>caller()</c>.</summary>
internal sealed class CallBlockNode(int line, CallNode call, MacroDefinition body) : StatementNode(line)
{
    protected override Flow ExecuteCore(RenderRun run, Scope scope, StringBuilder output)
    {
        var arguments = call.Arguments.Evaluate(run, scope);
        var macro = call.Resolve(run, scope);
        var inner = new Scope(scope);
        inner.Set("caller", new JinjaMacro(body, "the call block", home: scope));
        run.Write(output, ValueText.Printed(macro.Call(arguments, run, inner), run));
        return Flow.Next;
    }
}
