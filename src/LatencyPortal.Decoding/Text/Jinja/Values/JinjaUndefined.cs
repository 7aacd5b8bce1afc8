namespace LatencyPortal.Decoding.Text.Jinja.Values;

/// <summary>A variable or attribute that does not exist. It prints as nothing.</summary>
internal sealed class JinjaUndefined : JinjaValue
{
    private JinjaUndefined()
    {
    }

    public static JinjaUndefined Instance { get; } = new();

    public override string TypeName => "undefined";

    public override bool IsTrue => false;
}
