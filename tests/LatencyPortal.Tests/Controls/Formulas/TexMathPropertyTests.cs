using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using LatencyPortal.Controls.Formulas;
using Xunit;

namespace LatencyPortal.Tests.Controls.Formulas;

/// <summary>What holds for every text, whoever wrote it.</summary>
public sealed partial class TexMathPropertyTests
{
    private static readonly string[] Tokens =
    [
        "x", "Y", "7", "3.5", "12", "+", "-", "=", "<", "(", ")", "[", "]", "|", "{", "}", "{", "}", "^", "_", "'", "&", "\\\\", " ", ",", "!", "%", "$", "~",
        @"\alpha ", @"\sum ", @"\int ", @"\frac ", @"\sqrt ", @"\sqrt[", @"\left(", @"\right)", @"\left.", @"\right|", @"\middle|", @"\big(", @"\text{", @"\mathbf ",
        @"\mathrm{", @"\hat ", @"\overbrace ", @"\not ", @"\limits", @"\displaystyle ", @"\over ", @"\choose ", @"\substack{", @"\begin{matrix}",
        @"\end{matrix}", @"\begin{aligned}", @"\end{aligned}", @"\begin{cases}", @"\end{cases}", @"\hline", @"\sin ", @"\lim ", @"\operatorname{",
        @"\xrightarrow ", @"\pmod ", @"\boxed ", @"\cancel ", @"\overset ", @"\tag{", @"\quad ", @"\,", @"\{", @"\}", @"\|", @"\rm ", "é", "漢", "∑", "≤", "𝐱", "\uD800",
    ];

    private static readonly List<(string Formula, string MathMl)> Corpus = GoldenFormulas.Read();

    private static readonly Gen<string> Soup = Gen.Int[0, Tokens.Length - 1].Select(i => Tokens[i]).Array[0, 40].Select(string.Concat);

    private static readonly Gen<string> Prefixes =
        from formula in Gen.Int[0, Corpus.Count - 1].Select(i => Corpus[i].Formula)
        from length in Gen.Int[0, formula.Length]
        from more in Gen.Int[0, Tokens.Length - 1].Select(i => Tokens[i])
        from isPlain in Gen.Bool
        select formula[..length] + (isPlain ? "" : more);

    [Fact]
    public void TryToMathMl_TokenSoup_HasOnlyTheVocabulary() => Soup.Sample(CheckVocabulary, iter: 20_000);

    [Fact]
    public void TryToMathMl_Prefixes_HaveOnlyTheVocabulary() => Prefixes.Sample(CheckVocabulary, iter: 20_000);

    [Fact]
    public void TryToMathMl_TokenSoup_KeepsLettersAndDigits() => Soup.Sample(CheckCharacters, iter: 20_000);

    [Fact]
    public void TryToMathMl_BalancedFormulas_KeepLettersAndDigits() => Balanced(3).Sample(CheckCharacters, iter: 5_000);

    private static Gen<string> Balanced(int depth)
    {
        string[] leaves = ["x", "Q", "42", "3.14", "+", "=", "(", ")", @"\alpha ", @"\sum ", @"\leq ", @"\to ", ",", "π", "é"];
        var leaf = Gen.Int[0, leaves.Length - 1].Select(i => leaves[i]);
        if (depth == 0)
            return leaf;
        var inner = Balanced(depth - 1).Array[1, 4].Select(string.Concat);
        return Gen.OneOf(
            leaf,
            inner.Select(a => $"{{{a}}}"),
            inner.Select(inner, (a, b) => $@"\frac{{{a}}}{{{b}}}"),
            inner.Select(a => $@"\sqrt{{{a}}}"),
            inner.Select(inner, (a, b) => $"x_{{{a}}}^{{{b}}}"),
            inner.Select(a => $@"\left({a}\right]"),
            inner.Select(a => $@"\mathbf{{{a}}}"),
            inner.Select(a => $@"\mathrm{{{a}}}"),
            inner.Select(a => $@"\hat{{{a}}}"),
            inner.Select(inner, (a, b) => $@"\begin{{pmatrix}}{a}&{b}\\{b}\end{{pmatrix}}"),
            inner.Select(inner, (a, b) => $@"{a}\,\overset{{{a}}}{{{b}}}"));
    }

    private static void CheckVocabulary(string formula)
    {
        if (TexMath.TryToMathMl(formula, isDisplay: true) is not { } math)
            return;
        foreach (var element in FormulaShape.ToXml(math).DescendantsAndSelf())
        {
            Assert.Contains(element.Name.LocalName, MathVocabulary.Tags.AsEnumerable());
            foreach (var attribute in element.Attributes())
            {
                Assert.Contains(attribute.Name.LocalName, MathVocabulary.Attributes.AsEnumerable());
                if (attribute.Name.LocalName == "class")
                    Assert.All(attribute.Value.Split(' '), name => Assert.Contains(name, MathVocabulary.Classes.AsEnumerable()));
            }
        }
    }

    private static void CheckCharacters(string formula)
    {
        if (TexMath.TryToMathMl(formula, isDisplay: true) is not { } math)
            return;
        var drawn = FormulaShape.ToXml(math).Descendants().Where(element => element.Name.LocalName is "mi" or "mn" or "mtext" or "mo").Sum(leaf => Count(leaf.Value));
        Assert.Equal(Count(Command().Replace(formula, match => Drawn(match.Value))), drawn);
    }

    /// <summary>What a command with its name's argument draws in letters.</summary>
    private static string Drawn(string command) => command switch
    {
        @"\alpha" => "α",
        @"\sin" or @"\lim" => command,
        @"\pmod" => "mod",
        _ => "",
    };

    private static int Count(string text) => text.EnumerateRunes().Count(Rune.IsLetterOrDigit);

    [GeneratedRegex(@"\\(?:\\|(?:begin|end)\{\w+\}|[a-zA-Z]+)")]
    private static partial Regex Command();
}
