namespace LatencyPortal.Decoding.Text.Jinja.Values;

/// <summary>Values by text, in the order in which they were put in.</summary>
internal sealed class JinjaMapping : JinjaValue
{
    public JinjaMapping()
    {
    }

    public JinjaMapping(IEnumerable<KeyValuePair<string, JinjaValue>> entries)
    {
        foreach (var (key, value) in entries)
            Entries[key] = value;
    }

    public OrderedDictionary<string, JinjaValue> Entries { get; } = new(StringComparer.Ordinal);

    public override string TypeName => "mapping";

    public override bool IsTrue => Entries.Count > 0;
}
