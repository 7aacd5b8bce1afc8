using System.Text;
using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Text.Jinja.Nodes;

internal sealed class MacroNode(int line, string name, MacroDefinition definition) : StatementNode(line)
{
    protected override Flow ExecuteCore(RenderRun run, Scope scope, StringBuilder output)
    {
        scope.Set(name, new JinjaMacro(definition, $"the macro \"{name}\"", home: null));
        return Flow.Next;
    }
}
