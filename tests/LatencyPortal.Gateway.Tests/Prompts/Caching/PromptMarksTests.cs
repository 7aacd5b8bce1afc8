using CsCheck;
using LatencyPortal.Gateway.Prompts.Caching;

namespace LatencyPortal.Gateway.Tests.Prompts.Caching;

public sealed class PromptMarksTests
{
    [Fact]
    public void OfTokens_MarksEveryStepAndTheEnd()
    {
        Assert.Equal([4, 8, 10], PromptMarks.OfTokens(new int[10], 4).Select(mark => mark.Tokens));
        Assert.Equal([4, 8], PromptMarks.OfTokens(new int[8], 4).Select(mark => mark.Tokens));
        Assert.Empty(PromptMarks.OfTokens([], 4));
    }

    [Fact]
    public void OfTokens_PrefixInCommon_IsMarksInCommon() => Gen.Select(Gen.Int[0, 3].Array[0, 60], Gen.Int[0, 3].Array[0, 60], Gen.Int[1, 5]).Sample((one, other, every) =>
    {
        var common = one.AsSpan().CommonPrefixLength(other);
        var others = PromptMarks.OfTokens(other, every).ToHashSet();
        foreach (var mark in PromptMarks.OfTokens(one, every))
        {
            if (mark.Tokens <= common && (mark.Tokens % every == 0 || mark.Tokens == other.Length))
                Assert.Contains(mark, others);
            if (mark.Tokens > common)
                Assert.DoesNotContain(mark, others);
        }
    });

    [Fact]
    public void OfPieces_PieceWithoutTokens_ChangesWhatComesBehindIt()
    {
        var with = PromptMarks.OfPieces([new(1, 5), new(2, 0), new(3, 5)]);
        var without = PromptMarks.OfPieces([new(1, 5), new(3, 5)]);

        Assert.Equal([5, 10], with.Select(mark => mark.Tokens));
        Assert.Equal(without[0], with[0]);
        Assert.NotEqual(without[1].Hash, with[1].Hash);
    }
}
