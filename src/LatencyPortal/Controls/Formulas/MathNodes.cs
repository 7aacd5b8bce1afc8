using System.Globalization;
using System.Text;
using LatencyPortal.Controls.Markdown;

namespace LatencyPortal.Controls.Formulas;

/// <summary>Makes the elements of formulas.</summary>
internal static class MathNodes
{
    public static DomElement Make(string tag, IEnumerable<DomNode> children, params (string Name, string Value)[] attributes)
    {
        var element = new DomElement(tag, attributes);
        element.Children.AddRange(children);
        return element;
    }

    public static DomElement Leaf(string tag, string text, params (string Name, string Value)[] attributes)
    {
        var element = new DomElement(tag, attributes);
        element.Add(text);
        return element;
    }

    /// <summary>One element for all of these.</summary>
    public static DomElement Group(IReadOnlyList<DomElement> nodes) => nodes is [var only] ? only : Make("mrow", nodes);

    /// <param name="width">In em.</param>
    public static DomElement Space(double width) => new("mspace", ("width", $"{width.ToString("0.####", CultureInfo.InvariantCulture)}em"));

    /// <summary>A character that neither grows nor keeps a distance.</summary>
    public static DomElement Tight(string text) => Leaf("mo", text, ("stretchy", "false"), ("lspace", "0"), ("rspace", "0"));

    /// <summary>A bracket that is as high as what it encloses.</summary>
    /// <param name="text">The bracket.</param>
    /// <param name="form">"prefix" or "postfix".</param>
    public static DomElement Fence(string text, string form) => Leaf("mo", text, ("fence", "true"), ("form", form), ("stretchy", "true"));

    /// <summary>A letter or several that are one name.</summary>
    public static DomElement Letter(string text, MathFont font)
    {
        // A single letter would become italic by itself: that is wrong for upright ones and for TeX's Greek capitals.
        var isUpright = font == MathFont.Upright || (font == MathFont.Standard && text is [>= 'Α' and <= 'Ω'] or ['∇']);
        var mapped = MathAlphabet.Map(text, font);
        return isUpright && new StringInfo(mapped).LengthInTextElements == 1 ? Leaf("mi", mapped, ("mathvariant", "normal")) : Leaf("mi", mapped);
    }

    /// <summary>Words; MathML cuts the spaces at their ends, so they are kept as unbreakable ones.</summary>
    public static DomElement Text(StringBuilder words, MathFont font) => Leaf("mtext", MathAlphabet.Map(words.ToString().Replace(' ', '\u00A0'), font));
}
