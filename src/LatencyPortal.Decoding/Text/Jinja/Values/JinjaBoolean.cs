namespace LatencyPortal.Decoding.Text.Jinja.Values;

internal sealed class JinjaBoolean : JinjaValue
{
    private JinjaBoolean(bool value) => Value = value;

    public static JinjaBoolean True { get; } = new(true);

    public static JinjaBoolean False { get; } = new(false);

    public bool Value { get; }

    public override string TypeName => "boolean";

    public override bool IsTrue => Value;
}
