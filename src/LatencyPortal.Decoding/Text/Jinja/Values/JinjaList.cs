namespace LatencyPortal.Decoding.Text.Jinja.Values;

/// <summary>A list; tuples are lists too. Two lists are equal only if they are the same one.</summary>
internal sealed class JinjaList(IReadOnlyList<JinjaValue> items) : JinjaValue
{
    public IReadOnlyList<JinjaValue> Items { get; } = items;

    public override string TypeName => "list";

    public override bool IsTrue => Items.Count > 0;
}
