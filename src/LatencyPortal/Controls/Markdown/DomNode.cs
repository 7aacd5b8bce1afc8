namespace LatencyPortal.Controls.Markdown;

/// <summary>A node of a rendered text: an element or a run of characters. Only <see cref="DomBuilder"/> makes elements, so none has a tag or an attribute that a hostile text chose.</summary>
internal abstract class DomNode
{
    /// <summary>Whether two nodes look the same, with everything in them.</summary>
    public static bool AreEqual(DomNode a, DomNode b) => (a, b) switch
    {
        _ when ReferenceEquals(a, b) => true,
        (DomText one, DomText other) => one.Text == other.Text,
        (DomElement one, DomElement other) => one.LooksLike(other) && AreEqual(one.Children, other.Children),
        _ => false,
    };

    /// <summary>Whether two rows of nodes look the same.</summary>
    public static bool AreEqual(IReadOnlyList<DomNode> a, IReadOnlyList<DomNode> b)
    {
        if (a.Count != b.Count)
            return false;
        for (var i = 0; i < a.Count; i++)
        {
            if (!AreEqual(a[i], b[i]))
                return false;
        }

        return true;
    }
}
