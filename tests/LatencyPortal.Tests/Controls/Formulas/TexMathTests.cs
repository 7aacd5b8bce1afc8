using LatencyPortal.Controls.Formulas;
using Xunit;

namespace LatencyPortal.Tests.Controls.Formulas;

/// <summary>What the comparison with a reference leaves out: refusals, bounds, forms and spaces.</summary>
public sealed class TexMathTests
{
    [Theory]
    [InlineData("")]
    [InlineData("{x")]
    [InlineData("x}")]
    [InlineData("x^")]
    [InlineData("x^2^3")]
    [InlineData("a & b")]
    [InlineData(@"\unknown x")]
    [InlineData(@"\newcommand{\a}{b} \a")]
    [InlineData(@"\def\a{b}")]
    [InlineData(@"\href{javascript:alert(1)}{x}")]
    [InlineData(@"\url{https://example.org}")]
    [InlineData(@"\includegraphics{x.png}")]
    [InlineData(@"\htmlClass{a}{x}")]
    [InlineData(@"\left( x")]
    [InlineData(@"\begin{matrix} a")]
    [InlineData(@"\begin{matrix} a \end{pmatrix}")]
    [InlineData(@"\")]
    public void TryToMathMl_WhatIsNoFormula_IsNull(string tex) => Assert.Null(TexMath.TryToMathMl(tex, isDisplay: false));

    [Theory]
    [InlineData("{", "}")]
    [InlineData(@"\sqrt", "")]
    [InlineData("x^{", "}")]
    [InlineData(@"\left(", @"\right)")]
    [InlineData(@"\displaystyle ", "")]
    [InlineData(@"\text{\textbf{", "}}")]
    [InlineData(@"\not", "")]
    public void TryToMathMl_TooDeep_IsNull(string open, string close)
    {
        var tex = string.Concat(Enumerable.Repeat(open, 900)) + "x" + string.Concat(Enumerable.Repeat(close, 900));
        Assert.Null(TexMath.TryToMathMl(tex, isDisplay: true));
    }

    [Fact]
    public void TryToMathMl_TooLong_IsNull()
    {
        Assert.NotNull(TexMath.TryToMathMl(new string('x', TexMath.MaxLength), isDisplay: true));
        Assert.Null(TexMath.TryToMathMl(new string('x', TexMath.MaxLength + 1), isDisplay: true));
    }

    [Theory]
    [InlineData("-x", """<mo form="prefix">−</mo><mi>x</mi>""")]
    [InlineData("a-b", "<mi>a</mi><mo>−</mo><mi>b</mi>")]
    [InlineData(@"\sin x", """<mi>sin</mi><mo>⁡</mo><mspace width="0.1667em" /><mi>x</mi>""")]
    [InlineData(@"a\,b", """<mi>a</mi><mspace width="0.1667em" /><mi>b</mi>""")]
    [InlineData(@"a\!b", """<mi>a</mi><mspace width="-0.1667em" /><mi>b</mi>""")]
    [InlineData(@"\Gamma x", """<mi mathvariant="normal">Γ</mi><mi>x</mi>""")]
    [InlineData("1{,}5", """<mn>1</mn><mo lspace="0" rspace="0">,</mo><mn>5</mn>""")]
    public void TryToMathMl_Signs_HaveFormsAndSpaces(string tex, string expected) => Assert.Equal(
        $"""<math display="inline" alttext="{tex}"><mrow>{expected}</mrow></math>""",
        FormulaShape.ToXml(TexMath.TryToMathMl(tex, isDisplay: false)!).ToString(System.Xml.Linq.SaveOptions.DisableFormatting));

    [Theory]
    [InlineData(true, "munderover")]
    [InlineData(false, "msubsup")]
    public void TryToMathMl_Limits_StandByTheStyle(bool isDisplay, string tag) =>
        Assert.Contains(FormulaShape.ToXml(TexMath.TryToMathMl(@"\sum_{i}^n i", isDisplay)!).Descendants(), element => element.Name.LocalName == tag);
}
