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
