namespace LatencyPortal.Decoding.Text.Jinja.Values;

internal sealed class JinjaNone : JinjaValue
{
    private JinjaNone()
    {
    }

    public static JinjaNone Instance { get; } = new();

    public override string TypeName => "none";

    public override bool IsTrue => false;
}
