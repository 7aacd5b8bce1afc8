using System.Xml.Linq;
using LatencyPortal.Controls.Formulas;
using Xunit;

namespace LatencyPortal.Tests.Controls.Formulas;

/// <summary>Our formulas beside those of another converter: tests/golden/math.</summary>
public sealed class TexMathGoldenTests
{
    /// <summary>Where we draw something else, and why.</summary>
    private static readonly Dictionary<string, string> Differences = new()
    {
        ["(-1)^n"] = "A script belongs to the bracket alone, as in TeX.",
        [@"\lVert x \rVert_\infty"] = "A script belongs to the bracket alone, as in TeX.",
        [@"\begin{equation*} x = y \end{equation*}"] = "One line needs no table.",
        [@"x = y \tag{1}"] = "A tag stands at the end of its line: no table that is as wide as the page.",
        [@"\ce{H2O}"] = "A number hangs on its symbol, not on nothing.",
        [@"\ce{CO2}"] = "A number hangs on its symbol, not on nothing.",
    };

    [Fact]
    public void TryToMathMl_Corpus_HasTheShapeOfTheReference()
    {
        var others = new List<string>();
        foreach (var (formula, reference) in GoldenFormulas.Read())
        {
            var ours = TexMath.TryToMathMl(formula, isDisplay: true) is { } math ? FormulaShape.Of(math) : "nothing";
            var theirs = FormulaShape.Of(XElement.Parse(reference));
            if (ours == theirs ? Differences.ContainsKey(formula) : !Differences.ContainsKey(formula))
                others.Add($"{formula}\n  ours   {ours}\n  theirs {theirs}");
        }

        Assert.True(others.Count == 0, $"{others.Count} are not as listed:\n{string.Join('\n', others)}");
    }

    [Fact]
    public void Differences_OfTheCorpus_AreFew() => Assert.InRange(Differences.Count, 0, GoldenFormulas.Read().Count / 20);
}
