namespace LatencyPortal.Decoding.Text.Jinja.Values;

/// <summary>What <c>namespace()</c> makes: the one value that <c>set</c> can change. It may come to contain itself.</summary>
internal sealed class JinjaNamespace : JinjaValue
{
    public OrderedDictionary<string, JinjaValue> Entries { get; } = new(StringComparer.Ordinal);

    public override string TypeName => "namespace";
}
