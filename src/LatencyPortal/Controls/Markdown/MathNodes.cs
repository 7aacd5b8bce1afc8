using LatencyPortal.Controls.Formulas;

namespace LatencyPortal.Controls.Markdown;

/// <summary>What a formula looks like.</summary>
internal static class MathNodes
{
    /// <summary>A formula of more characters may be wider than a small screen: then the keyboard must be able to reach it to scroll.</summary>
    private const int Wide = 60;

    /// <summary>The formula, or its TeX as code when it cannot be read.</summary>
    public static DomElement Of(string tex, bool isDisplay)
    {
        if (TexMath.TryToMathMl(tex, isDisplay) is not { } formula)
        {
            var code = new DomElement("code", ("class", isDisplay ? "lp-tex lp-display" : "lp-tex"));
            code.Add(tex);
            return code;
        }

        if (!isDisplay)
            return formula;
        // A span, because a formula on its own line may also stand within a paragraph.
        DomElement frame = tex.Length > Wide ? new("span", ("class", "lp-math"), ("tabindex", "0")) : new("span", ("class", "lp-math"));
        frame.Children.Add(formula);
        return frame;
    }
}
