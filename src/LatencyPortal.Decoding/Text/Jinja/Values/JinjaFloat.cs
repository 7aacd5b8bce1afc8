namespace LatencyPortal.Decoding.Text.Jinja.Values;

internal sealed class JinjaFloat(double value) : JinjaValue
{
    public double Value { get; } = value;

    public override string TypeName => "float";

    public override bool IsTrue => Value != 0 && !double.IsNaN(Value);
}
