using CsCheck;
using LatencyPortal.Decoding.Sampling;

namespace LatencyPortal.Decoding.Tests.Sampling;

public sealed class TokenHistoryTests
{
    [Fact]
    public void PushAndPop_AnyOrder_CountsWhatIsThere() =>
        Gen.Select(Gen.Int[0, 40].Array[0, 20], Gen.Int[-8, 300].Array[0, 200]).Sample((prompt, steps) =>
        {
            var history = new TokenHistory(prompt);
            var tokens = prompt.ToList();
            foreach (var step in steps)
            {
                // Below 0: take so many back.
                var popped = Math.Min(-step, tokens.Count - prompt.Length);
                if (step >= 0)
                {
                    history.Push(step);
                    tokens.Add(step);
                }
                else
                {
                    history.Pop(popped);
                    tokens.RemoveRange(tokens.Count - popped, popped);
                }
            }

            Assert.Equal(tokens, history.Tokens.ToArray());
            Assert.Equal(
                tokens.Distinct().Select(token => (token, prompt.Count(token.Equals), tokens.Skip(prompt.Length).Count(token.Equals))),
                history.Counts.ToArray().Select(count => (count.Token, count.Prompt, count.Generated)));
        });

    [Fact]
    public void Pop_MoreThanWasPushed_IsRefused()
    {
        var history = new TokenHistory([1, 2]);
        history.Push(3);

        Assert.Throws<ArgumentOutOfRangeException>(() => history.Pop(2));
    }

    [Fact]
    public void PushAndPop_WithCapacity_AllocateNothing()
    {
        var history = new TokenHistory([1, 2, 3], capacity: 500);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var token = 0; token < 500; token++)
            history.Push(token);
        history.Pop(500);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
