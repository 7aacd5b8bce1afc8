using LatencyPortal.Controls.Markdown;

namespace LatencyPortal.Controls.Formulas;

/// <summary>Turns TeX formulas into MathML: on the server, so that a page without scripts has them too.</summary>
internal static class TexMath
{
    /// <summary>The longest formula in characters.</summary>
    public const int MaxLength = 10_000;

    /// <summary>The formula as a math element that keeps its source in alttext; null if it is no formula this can draw, or too large.</summary>
    /// <param name="tex">What stood between the dollars.</param>
    /// <param name="isDisplay">Whether it stands on a line of its own.</param>
    public static DomElement? TryToMathMl(string tex, bool isDisplay)
    {
        if (tex.Length > MaxLength || string.IsNullOrWhiteSpace(tex))
            return null;
        if (new TexParser(tex, isDisplay).Parse() is not { } formula)
            return null;

        // The source is an attribute, so that it is not read or copied beside what it looks like.
        return MathNodes.Make("math", [formula], ("display", isDisplay ? "block" : "inline"), ("alttext", tex));
    }
}
