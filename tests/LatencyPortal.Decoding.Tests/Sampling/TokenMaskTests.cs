using CsCheck;
using LatencyPortal.Decoding.Sampling;

namespace LatencyPortal.Decoding.Tests.Sampling;

public sealed class TokenMaskTests
{
    [Fact]
    public void Apply_AnyIds_LeavesTheirScores() =>
        Gen.Select(Gen.Int[1, 200], Gen.Int[0, 199].Array[0, 200], Gen.Bool).Sample((size, ids, rest) =>
        {
            var mask = new TokenMask(size);
            foreach (var id in ids.Where(id => id < size))
                mask.Allow(id);
            // Whole words of ones take another way.
            if (rest)
                mask.Words.Fill(ulong.MaxValue);
            var scores = new float[size];
            mask.Apply(scores);

            for (var id = 0; id < size; id++)
            {
                Assert.Equal(rest || ids.Contains(id), mask[id]);
                Assert.Equal(mask[id] ? 0 : float.NegativeInfinity, scores[id]);
            }
        });

    [Fact]
    public void Sample_NothingAllowed_IsAnError() =>
        Assert.Throws<InvalidOperationException>(
            () => new Sampler(3).Sample([1, 2, 3], new SamplingOptions(1, 1, 1), null, new TokenMask(3), 0, out _));
}
