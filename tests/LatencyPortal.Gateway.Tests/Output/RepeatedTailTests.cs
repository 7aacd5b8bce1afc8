using CsCheck;
using LatencyPortal.Gateway.Output;

namespace LatencyPortal.Gateway.Tests.Output;

public sealed class RepeatedTailTests
{
    [Fact]
    public void Find_LinesAgainAndAgain_EndsBehindTheFirstCopy()
    {
        const string Block = "I hope this helps!\nLet me know if there is more.\n";
        const string Answer = "The capital is Paris.\n";

        var end = RepeatedTail.Find(Answer + string.Concat(Enumerable.Repeat(Block, 5)) + "I hope th");

        // The answer ends with the same two characters as each copy, so that the copies begin there.
        Assert.Equal(Answer.Length + Block.Length - 2, end);
    }

    [Theory]
    [InlineData('!', 479, false)]
    [InlineData('-', 481, true)]
    [InlineData('0', 119, false)]
    [InlineData('0', 121, true)]
    public void Find_OneCharacter_CountsFromALength(char character, int count, bool found) =>
        Assert.Equal(found, RepeatedTail.Find("Well " + new string(character, count)) is not null);

    [Theory]
    [InlineData("Twice is no loop. It may be for emphasis, and long as well, longer than one would think at first. ", 2, false)]
    [InlineData("Three times is one. It says the same, long as it is, and nobody wants to read it again and again. ", 3, true)]
    public void Find_Copies_CountFromThreeOn(string block, int copies, bool found) =>
        Assert.Equal(found, RepeatedTail.Find(string.Concat(Enumerable.Repeat(block, copies))) is not null);

    [Fact]
    public void Find_RepeatedInTheMiddleOnly_IsNothing() =>
        Assert.Null(RepeatedTail.Find(new string('a', 1000) + " and then the answer came to its end."));

    [Fact]
    public void Find_AnyText_IsWhatTheDefinitionSays() =>
        // Few letters, so that repetitions of all kinds come up.
        Gen.Select(OneOf.These('a', 'b', '.').Array[0, 60], OneOf.These('a', 'b', '.', ' ').Array[1, 40], Gen.Int[1, 60], Gen.Int[0, 39]).Sample(
            (before, block, copies, cut) =>
            {
                var repeated = string.Concat(Enumerable.Repeat(new string(block), copies));
                var text = new string(before) + repeated[..^Math.Min(cut, repeated.Length)];

                Assert.Equal(Naive(text.TrimEnd(), text.Length - text.TrimEnd().Length), RepeatedTail.Find(text));
            },
            iter: 2_000);

    [Fact]
    public void Find_LongestText_TakesNoMemoryOfItsOwn()
    {
        var text = string.Concat(Enumerable.Repeat("a long line of text, ", 2_000))[..AnswerTail.MostCharacters];
        StopFinder.Find(text);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.NotNull(StopFinder.Find(text));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_024);
    }

    /// <summary>The definition by trying all: of the periodic ends of three copies or more the one with the most behind its first copy.</summary>
    private static int? Naive(string text, int white)
    {
        var (waste, period) = (0, 0);
        for (var p = 1; p <= text.Length; p++)
        {
            var length = p;
            while (length < text.Length && text[^(length + 1)] == text[^(length + 1 - p)])
                length++;
            if (length + white >= RepeatedTail.FewestCopies * p && length - p > waste)
                (waste, period) = (length - p, p);
        }

        var hasWord = text[^(waste + period)..].Any(char.IsLetterOrDigit);
        return waste >= (hasWord ? RepeatedTail.ShortestWaste : RepeatedTail.ShortestRuleWaste) ? text.Length - waste : null;
    }
}
