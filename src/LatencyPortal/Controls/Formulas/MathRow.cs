using LatencyPortal.Controls.Markdown;

namespace LatencyPortal.Controls.Formulas;

/// <summary>Things beside each other. What MathML's operator dictionary would space otherwise than TeX is told so here.</summary>
/// <param name="isContinued">Whether something stands before the row, as before the right cell of an alignment.</param>
internal sealed class MathRow(bool isContinued = false)
{
    private const double ThinSpace = 0.1667;

    private List<MathAtom> _atoms = [];

    public int Count => _atoms.Count;

    public void Add(MathAtom atom) => _atoms.Add(atom);

    public void Add(DomElement node, AtomClass atomClass = AtomClass.Ordinary) => _atoms.Add(new(node, atomClass));

    /// <summary>Takes everything out.</summary>
    public List<DomElement> Empty()
    {
        var nodes = Finish();
        _atoms = [];
        return nodes;
    }

    /// <summary>The only atom's own nature, for a group that holds one thing.</summary>
    public MathAtom? Only => _atoms is [var only] ? only : null;

    /// <summary>The nodes with the distances between them.</summary>
    public List<DomElement> Finish()
    {
        var nodes = new List<DomElement>(_atoms.Count);
        AtomClass? previous = isContinued ? AtomClass.Ordinary : null;
        var next = NextClasses();
        for (var i = 0; i < _atoms.Count; i++)
        {
            var (node, atomClass, _, isName) = _atoms[i];
            if (atomClass == AtomClass.Space)
            {
                nodes.Add(node);
                continue;
            }

            if (atomClass == AtomClass.Binary)
                (node, atomClass) = Binary(node, previous, next[i], nodes.Count == 0);
            if (isName && (previous is AtomClass.Ordinary or AtomClass.Close or AtomClass.Inner))
                nodes.Add(MathNodes.Space(ThinSpace));
            nodes.Add(node);
            if (isName && (next[i] is AtomClass.Ordinary or AtomClass.Operator or AtomClass.Open or AtomClass.Inner))
            {
                nodes.Add(MathNodes.Leaf("mo", "\u2061"));
                if (next[i] != AtomClass.Open)
                    nodes.Add(MathNodes.Space(ThinSpace));
            }

            previous = atomClass;
        }

        return nodes;
    }

    /// <summary>A sign is binary only between two things; elsewhere it belongs to what follows or stands alone.</summary>
    private static (DomElement, AtomClass) Binary(DomElement node, AtomClass? previous, AtomClass? next, bool isFirst)
    {
        var isSign = previous is null or AtomClass.Binary or AtomClass.Operator or AtomClass.Relation or AtomClass.Open or AtomClass.Punctuation;
        var isLast = next is null or AtomClass.Relation or AtomClass.Close or AtomClass.Punctuation;
        if (!isSign && !isLast)
            return (isFirst ? With(node, ("form", "infix")) : node, AtomClass.Binary);
        var isPrefix = !isLast && node.Children is [DomText { Text: "+" or "−" or "±" or "∓" }];
        return (isPrefix ? With(node, ("form", "prefix")) : With(node, ("lspace", "0"), ("rspace", "0")), AtomClass.Ordinary);
    }

    private static DomElement With(DomElement node, params (string, string)[] attributes) =>
        node.Tag == "mo" && node.Attributes.Length == 0 ? MathNodes.Make("mo", node.Children, attributes) : node;

    private AtomClass?[] NextClasses()
    {
        var classes = new AtomClass?[_atoms.Count];
        AtomClass? next = null;
        for (var i = _atoms.Count - 1; i >= 0; i--)
        {
            classes[i] = next;
            if (_atoms[i].Class != AtomClass.Space)
                next = _atoms[i].Class;
        }

        return classes;
    }
}
