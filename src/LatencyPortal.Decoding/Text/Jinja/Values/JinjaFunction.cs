namespace LatencyPortal.Decoding.Text.Jinja.Values;

/// <summary>A function of the language, or a method bound to its value.</summary>
internal sealed class JinjaFunction(Func<CallArguments, RenderRun, JinjaValue> body) : JinjaCallable
{
    public JinjaValue Call(CallArguments arguments, RenderRun run) => body(arguments, run);

    public override JinjaValue Call(CallArguments arguments, RenderRun run, Scope scope) => Call(arguments, run);
}
