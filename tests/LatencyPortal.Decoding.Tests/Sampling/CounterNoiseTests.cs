using CsCheck;
using LatencyPortal.Decoding.Sampling;

namespace LatencyPortal.Decoding.Tests.Sampling;

public sealed class CounterNoiseTests
{
    [Fact]
    public void Fill_AnyLength_IsAPrefixOfALongerOne() =>
        Gen.Select(Gen.Long, Gen.Long, Gen.Int[0, 70]).Sample((seed, position, length) =>
        {
            var whole = Noise(seed, position, 100);
            Assert.Equal(whole[..length], Noise(seed, position, length));
        });

    [Fact]
    public void Fill_ManyNumbers_AreInsideTheUnitIntervalAndEven()
    {
        var noise = Noise(1, 1, 1 << 20);

        Assert.InRange(noise.Min(), float.Epsilon, 1e-5f);
        Assert.InRange(noise.Max(), 1 - 1e-5f, MathF.BitDecrement(1));
        var tenths = noise.CountBy(value => (int)(value * 10)).ToDictionary();
        Assert.All(Enumerable.Range(0, 10), tenth => Assert.InRange(tenths[tenth], 103_000, 106_700));
    }

    [Fact]
    public void Fill_NeighbouringKeys_AreUnrelated()
    {
        var here = Noise(7, 100, 4096);
        foreach (var there in new[] { Noise(7, 101, 4096), Noise(8, 100, 4096), Noise(-7, 100, 4096) })
        {
            var covariance = here.Zip(there, (a, b) => (a - 0.5) * (b - 0.5)).Average();
            // The variance of one number is 1/12; unrelated ones average out to about 0.0013.
            Assert.InRange(covariance, -0.006, 0.006);
        }
    }

    private static float[] Noise(long seed, long position, int length)
    {
        var noise = new float[length];
        CounterNoise.Fill(seed, position, noise);
        return noise;
    }
}
