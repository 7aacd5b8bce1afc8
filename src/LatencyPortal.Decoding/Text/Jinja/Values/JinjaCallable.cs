namespace LatencyPortal.Decoding.Text.Jinja.Values;

/// <summary>A function of the language, a method of a value, or a macro of the template.</summary>
internal abstract class JinjaCallable : JinjaValue
{
    public override string TypeName => "function";

    /// <param name="arguments">Evaluated already.</param>
    /// <param name="run">Whose budgets it uses.</param>
    /// <param name="scope">Of the place it is called from: macros see the variables there.</param>
    public abstract JinjaValue Call(CallArguments arguments, RenderRun run, Scope scope);
}
