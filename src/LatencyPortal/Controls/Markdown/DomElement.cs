namespace LatencyPortal.Controls.Markdown;

/// <summary>An element with what is in it.</summary>
/// <param name="tag">Name in lower case.</param>
/// <param name="attributes">Names and values.</param>
internal sealed class DomElement(string tag, params (string Name, string Value)[] attributes) : DomNode
{
    public string Tag { get; } = tag;

    public (string Name, string Value)[] Attributes { get; } = attributes;

    public List<DomNode> Children { get; } = [];

    /// <summary>Whether tag and attributes are the same, whatever is in it.</summary>
    public bool LooksLike(DomElement other) => Tag == other.Tag && Attributes.AsSpan().SequenceEqual(other.Attributes);

    /// <summary>Adds characters, to the last run if there is one.</summary>
    public void Add(string text)
    {
        if (text.Length == 0)
            return;
        if (Children is [.., DomText last])
            last.Append(text);
        else
            Children.Add(new DomText(text));
    }
}
