namespace LatencyPortal.Decoding.Text.Jinja.Nodes;

/// <summary>A macro, or the body of a call block.</summary>
/// <param name="Parameters">In order.</param>
/// <param name="Body">What it renders.</param>
/// <param name="TakesNamed">The body reads <c>kwargs</c>: named arguments without a parameter are no error.</param>
/// <param name="TakesPositional">The body reads <c>varargs</c>: surplus arguments are no error.</param>
internal sealed record MacroDefinition(
    IReadOnlyList<MacroParameter> Parameters, BlockNode Body, bool TakesNamed, bool TakesPositional);
