namespace LatencyPortal.Decoding.Text.Jinja.Syntax;

/// <summary>
/// Which of <c>kwargs</c> and <c>varargs</c> the body of a macro reads before it declares them
/// itself. Only then does the macro take arguments that it has no parameters for.
/// </summary>
internal sealed class SpecialNames
{
    private readonly HashSet<string> _declared = new(StringComparer.Ordinal);
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    public bool ReadsNamed => _read.Contains("kwargs");

    public bool ReadsPositional => _read.Contains("varargs");

    public void Declare(string name)
    {
        if (name is "kwargs" or "varargs")
            _declared.Add(name);
    }

    public void Read(string name)
    {
        if (name is "kwargs" or "varargs" && !_declared.Contains(name))
            _read.Add(name);
    }
}
