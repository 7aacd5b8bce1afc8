using CsCheck;
using LatencyPortal.Decoding.Sampling;

namespace LatencyPortal.Decoding.Tests.Sampling;

public sealed class SamplerTests
{
    private static readonly float[] Probabilities = [0.5f, 0.25f, 0.15f, 0.07f, 0.03f];
    private static readonly float[] Logits = [.. Probabilities.Select(share => MathF.Log(share))];

    private static readonly Gen<float[]> AnyLogits = Gen.Float[-20f, 20f].Array[1, 80];

    [Fact]
    public void Sample_Greedy_IsTheFirstMaximum() =>
        AnyLogits.Sample(logits => Assert.Equal(
            Array.IndexOf(logits, logits.Max()), new Sampler(logits.Length).Sample(logits, new SamplingOptions(0, 1, 1), 0)));

    [Fact]
    public void Sample_TopPZero_IsGreedy() =>
        Gen.Select(AnyLogits, Gen.Long).Sample((logits, seed) => Assert.Equal(
            Array.IndexOf(logits, logits.Max()), new Sampler(logits.Length).Sample(logits, new SamplingOptions(1, 0, seed), 0)));

    [Fact]
    public void Sample_SameSeedAndPosition_SameTokenWhateverWasDrawnBefore() =>
        Gen.Select(AnyLogits, Gen.Long, Gen.Int[0, 5000], Gen.Double[0.1, 2], Gen.Double[0.1, 1]).Sample(
            (logits, seed, position, temperature, topP) =>
            {
                var options = new SamplingOptions(temperature, topP, seed);
                var fresh = new Sampler(logits.Length).Sample(logits, options, position);
                var used = new Sampler(logits.Length);
                for (var other = 0; other < 3; other++)
                    used.Sample(logits, new SamplingOptions(1, 1, seed + other), other);

                Assert.Equal(fresh, used.Sample(logits, options, position));
            });

    [Theory]
    [InlineData(1.0, 1.0)]
    [InlineData(0.5, 1.0)]
    [InlineData(2.0, 1.0)]
    [InlineData(1.0, 0.7)]
    [InlineData(1.0, 0.8)]
    [InlineData(1.5, 0.6)]
    public void Sample_ManySeeds_FollowTheExactDistribution(double temperature, double topP)
    {
        const int draws = 40_000;
        var expected = Exact(temperature, topP);
        var bySeed = Count(draws, i => (Seed: i, Position: 17));
        var byPosition = Count(draws, i => (Seed: 5, Position: i));

        Assert.All([bySeed, byPosition], counts =>
        {
            for (var id = 0; id < expected.Length; id++)
            {
                // Five standard deviations; the seeds are fixed, so the outcome is too.
                var deviation = Math.Sqrt(draws * expected[id] * (1 - expected[id]));
                Assert.InRange(counts[id], (draws * expected[id]) - (5 * deviation), (draws * expected[id]) + (5 * deviation));
            }
        });

        int[] Count(int number, Func<int, (int Seed, int Position)> key)
        {
            var counts = new int[Logits.Length];
            var sampler = new Sampler(Logits.Length);
            for (var i = 0; i < number; i++)
            {
                var (seed, position) = key(i);
                counts[sampler.Sample(Logits, new SamplingOptions(temperature, topP, seed), position)]++;
            }

            return counts;
        }
    }

    [Fact]
    public void Sample_TopP_DrawsFromTheNucleusOnly() =>
        Gen.Select(Gen.Float[-6f, 6f].Array[1, 60], Gen.Long, Gen.Double[0.05, 0.98]).Sample((logits, seed, topP) =>
        {
            var token = new Sampler(logits.Length).Sample(logits, new SamplingOptions(1, topP, seed), 3);

            // Tokens that are likelier, by more than rounding, must not reach top-p alone.
            var total = logits.Sum(logit => Math.Exp(logit));
            var ahead = logits.Where(logit => logit > logits[token] + 1e-5f).Sum(logit => Math.Exp(logit)) / total;
            Assert.True(ahead < topP + 1e-5);
        });

    [Fact]
    public void Sample_TinyTemperature_IsGreedyInEffect() =>
        Gen.Long.Sample(seed => Assert.Equal(0, new Sampler(5).Sample(Logits, new SamplingOptions(0.001, 1, seed), 9)));

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Sample_BrokenLogits_AreAnError(float broken) =>
        Assert.Throws<InvalidOperationException>(
            () => new Sampler(3).Sample([1, broken, 2], new SamplingOptions(1, 1, 1), 0));

    [Fact]
    public void Sample_AStep_AllocatesNothing()
    {
        var logits = new float[2048];
        CounterNoise.Fill(1, 1, logits);
        var sampler = new Sampler(logits.Length);
        var mask = new TokenMask(logits.Length);
        var history = new TokenHistory([1, 2, 3], 100);
        SamplingOptions[] all =
        [
            new(0, 1, 42),
            new(0.8, 0.9, 42),
            new(1, 1, 42) { TopK = 40, MinP = 0.05 },
            new(1, 0.9, 42)
            {
                RepetitionPenalty = 1.1, PresencePenalty = 0.5, FrequencyPenalty = 0.5, LogitBias = [(7, 3), (9, -3)],
            },
        ];
        for (var id = 0; id < logits.Length; id += 3)
            mask.Allow(id);
        Steps(0);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Steps(1);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Steps(int first)
        {
            for (var position = first; position < first + 20; position++)
            {
                foreach (var options in all)
                    history.Push(sampler.Sample(logits, options, history, position % 2 == 0 ? mask : null, position, out _));
                history.Pop(all.Length);
            }
        }
    }

    private static double[] Exact(double temperature, double topP)
    {
        var scaled = Logits.Select(logit => Math.Exp(logit / temperature)).ToArray();
        var total = scaled.Sum();
        var kept = new double[scaled.Length];
        double mass = 0;
        for (var id = 0; id < scaled.Length && mass < topP - 1e-6; id++)
        {
            kept[id] = scaled[id] / total;
            mass += kept[id];
        }

        return [.. kept.Select(share => share / mass)];
    }
}
