using System.Diagnostics.CodeAnalysis;
using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Text.Jinja;

/// <summary>
/// Variables by name. Only loops, macros and call blocks open a scope of their own. A loop has one
/// for all its turns, so what a turn sets the next one sees, unlike in Jinja2.
/// </summary>
internal sealed class Scope(Scope? parent)
{
    private const int ScopesPerStep = 8;

    private readonly Dictionary<string, JinjaValue> _variables = new(StringComparer.Ordinal);
    private readonly Scope? _parent = parent;

    public void Set(string name, JinjaValue value) => _variables[name] = value;

    public JinjaValue Get(string name, RenderRun run)
    {
        var searched = 0;
        for (var scope = this; scope is not null; scope = scope._parent)
        {
            // Macros within macros open scope after scope.
            if (++searched % ScopesPerStep == 0)
                run.Step();
            if (scope.TryGet(name, out var value))
                return value;
        }

        return JinjaUndefined.Instance;
    }

    private bool TryGet(string name, [NotNullWhen(true)] out JinjaValue? value) => _variables.TryGetValue(name, out value);
}
