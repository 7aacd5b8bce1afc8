using LatencyPortal.Decoding.Text;

namespace LatencyPortal.Decoding.Tests.Text;

public sealed class PreTokenizerTests
{
    /// <summary>The cases of the reference's documentation of its split behaviors, and their inversion.</summary>
    [Theory]
    [InlineData("Removed", false, "the|final|countdown")]
    [InlineData("Isolated", false, "the|-|final|-|-|countdown")]
    [InlineData("MergedWithPrevious", false, "the-|final-|-|countdown")]
    [InlineData("MergedWithNext", false, "the|-final|-|-countdown")]
    [InlineData("Contiguous", false, "the|-|final|--|countdown")]
    [InlineData("Removed", true, "-|-|-")]
    public void PatternSplit_EachBehavior_SplitsAsTheReference(string behavior, bool invert, string words) =>
        Assert.Equal(words.Split('|'), Split(
            new PatternSplit(text => PatternSplit.FindText(text, "-"), Enum.Parse<SplitBehavior>(behavior), invert),
            "the-final--countdown"));

    [Theory]
    [InlineData("Always", false, "a b  c", "\u2581a|\u2581b|\u2581|\u2581c")]
    [InlineData("First", false, "a b", "a|\u2581b")]
    [InlineData("First", true, "a b", "\u2581a|\u2581b")]
    [InlineData("First", true, " a", "\u2581a")]
    [InlineData("Never", true, "a b", "a|\u2581b")]
    public void Metaspace_EachScheme_MarksAndSplits(string scheme, bool first, string text, string words) =>
        Assert.Equal(words.Split('|'), Split(new Metaspace('\u2581', Enum.Parse<PrependScheme>(scheme), split: true), text, first));

    private static List<string> Split(IPreTokenizer split, string text, bool first = false)
    {
        var words = new List<string>();
        split.Split(text, first, words);
        return words;
    }
}
