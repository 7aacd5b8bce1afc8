using System.Text;

namespace LatencyPortal.Controls.Markdown;

/// <summary>A run of characters; two never stand beside each other.</summary>
/// <param name="text">The characters.</param>
internal sealed class DomText(string text) : DomNode
{
    private string _text = text;
    private StringBuilder? _more;

    public string Text
    {
        get
        {
            if (_more is not null)
                (_text, _more) = (_more.ToString(), null);
            return _text;
        }
    }

    /// <summary>Adds characters while the node is being made: text in many lines comes in many parts.</summary>
    public void Append(string more) => (_more ??= new StringBuilder(_text)).Append(more);
}
