namespace LatencyPortal.Decoding.Text.Jinja.Values;

internal sealed class JinjaString(string value) : JinjaValue
{
    public static JinjaString Empty { get; } = new("");

    public string Value { get; } = value;

    public override string TypeName => "string";

    public override bool IsTrue => Value.Length > 0;
}
