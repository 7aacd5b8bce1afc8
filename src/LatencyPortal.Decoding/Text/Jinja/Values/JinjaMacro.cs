using System.Text;
using LatencyPortal.Decoding.Text.Jinja.Nodes;

namespace LatencyPortal.Decoding.Text.Jinja.Values;

/// <summary>A macro, or the <c>caller</c> of a call block.</summary>
/// <param name="definition">Parameters and body.</param>
/// <param name="name">For messages.</param>
/// <param name="home">Of a call block: its body sees the variables there. Of a macro null: it sees those of its caller.</param>
internal sealed class JinjaMacro(MacroDefinition definition, string name, Scope? home) : JinjaCallable
{
    public override JinjaValue Call(CallArguments arguments, RenderRun run, Scope scope)
    {
        var inner = new Scope(home ?? scope);
        Bind(arguments, run, inner);
        var output = new StringBuilder();
        definition.Body.Execute(run, inner, output);
        return new JinjaString(output.ToString());
    }

    /// <summary>All names are bound before any default is evaluated, so a default cannot see an outer variable of a parameter's name.</summary>
    private void Bind(CallArguments arguments, RenderRun run, Scope inner)
    {
        var positional = arguments.Positional;
        var named = new OrderedDictionary<string, JinjaValue>(arguments.Named, StringComparer.Ordinal);
        var defaults = new List<MacroParameter>();
        for (var i = 0; i < definition.Parameters.Count; i++)
        {
            var parameter = definition.Parameters[i];
            JinjaValue? value = null;
            if (i < positional.Count)
                value = positional[i];
            else if (named.TryGetValue(parameter.Name, out value))
                named.Remove(parameter.Name);
            else if (parameter.Default is not null)
                defaults.Add(parameter);
            inner.Set(parameter.Name, value ?? JinjaUndefined.Instance);
        }

        if (definition.TakesNamed)
            inner.Set("kwargs", new JinjaMapping(named));
        else if (named.Count > 0)
            throw run.Fault($"{name} has no parameter named \"{named.GetAt(0).Key}\"");
        if (definition.TakesPositional)
            inner.Set("varargs", new JinjaList([.. positional.Skip(definition.Parameters.Count)]));
        else if (positional.Count > definition.Parameters.Count)
            throw run.Fault($"{name} takes at most {definition.Parameters.Count} arguments");

        foreach (var parameter in defaults)
            inner.Set(parameter.Name, parameter.Default!.Evaluate(run, inner));
    }
}
