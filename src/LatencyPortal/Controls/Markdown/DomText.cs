namespace LatencyPortal.Controls.Markdown;

/// <summary>A run of characters; two never stand beside each other.</summary>
/// <param name="text">The characters.</param>
internal sealed class DomText(string text) : DomNode
{
    public string Text { get; } = text;
}
