using System.Collections.Frozen;

namespace LatencyPortal.Controls.Formulas;

/// <summary>Every element, attribute and class that a formula can have. What draws formulas in the browser allows these and no others.</summary>
internal static class MathVocabulary
{
    public static FrozenSet<string> Tags { get; } = FrozenSet.Create(
        "math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "msup", "msub", "msubsup", "mfrac", "msqrt", "mroot",
        "munder", "mover", "munderover", "mtable", "mtr", "mtd", "mstyle", "mpadded", "mphantom");

    public static FrozenSet<string> Attributes { get; } = FrozenSet.Create(
        "alttext", "display", "displaystyle", "scriptlevel", "mathvariant", "stretchy", "symmetric", "fence", "form", "accent", "accentunder",
        "movablelimits", "linethickness", "lspace", "rspace", "minsize", "maxsize", "width", "height", "depth", "class");

    /// <summary>The classes of app.css; an element may have several, with a space between.</summary>
    public static FrozenSet<string> Classes { get; } = FrozenSet.Create(
        "lp-math-left", "lp-math-right", "lp-math-align", "lp-math-cases", "lp-math-small", "lp-math-tag", "lp-math-bar-left",
        "lp-math-bar-right", "lp-math-line-top", "lp-math-line-bottom", "lp-math-boxed", "lp-math-overline", "lp-math-underline",
        "lp-math-cancel", "lp-math-bcancel", "lp-math-xcancel", "lp-math-sout");
}
