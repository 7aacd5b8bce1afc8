namespace LatencyPortal.Decoding.Text.Jinja.Values;

internal sealed class JinjaInteger(long value) : JinjaValue
{
    public long Value { get; } = value;

    public override string TypeName => "integer";

    public override bool IsTrue => Value != 0;
}
