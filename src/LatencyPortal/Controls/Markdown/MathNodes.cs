namespace LatencyPortal.Controls.Markdown;

/// <summary>What a formula looks like.</summary>
internal static class MathNodes
{
    /// <summary>The formula, or its TeX as code when it cannot be read.</summary>
    public static DomElement Of(string tex, bool isDisplay)
    {
        var code = new DomElement("code", ("class", isDisplay ? "lp-tex lp-display" : "lp-tex"));
        code.Add(tex);
        return code;
    }
}
