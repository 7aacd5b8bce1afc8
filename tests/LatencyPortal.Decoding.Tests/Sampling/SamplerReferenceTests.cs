using CsCheck;
using LatencyPortal.Decoding.Sampling;

namespace LatencyPortal.Decoding.Tests.Sampling;

public sealed class SamplerReferenceTests
{
    private const int Vocabulary = 60;

    // Numbers with few digits, so that a cut is either clear or an exact tie.
    private static readonly Gen<float[]> AnyLogits = Gen.Select(
        Gen.Int[-64, 64].Array[Vocabulary], OneOf(0.03125f, 0.125f, 0.5f), (numbers, scale) => numbers.Select(number => number * scale).ToArray());

    private static readonly Gen<SamplingOptions> AnyOptions = Gen.Select(
        OneOf(0.0, 0.25, 0.5, 1.0, 2.0),
        OneOf(1.0, 1.0, 0.05, 0.5, 0.9, 0.99),
        Gen.Long,
        OneOf(0, 0, 1, 2, 5, 20, 100),
        OneOf(0.0, 0.0, 0.03, 0.3, 1.0),
        Gen.Select(OneOf(1.0, 0.5, 2.0), OneOf(0.0, 0.5, -1.0), OneOf(0.0, 0.25, -0.5)),
        Gen.Select(Gen.Int[0, Vocabulary - 1], Gen.Int[-100, 100]).Array[0, 5],
        (temperature, topP, seed, topK, minP, penalties, bias) => new SamplingOptions(temperature, topP, seed)
        {
            TopK = topK,
            MinP = minP,
            RepetitionPenalty = penalties.Item1,
            PresencePenalty = penalties.Item2,
            FrequencyPenalty = penalties.Item3,
            LogitBias = [.. bias.DistinctBy(pair => pair.Item1).Select(pair => (pair.Item1, (float)pair.Item2))],
        });

    private static readonly Gen<int[]> AnyTokens = Gen.Int[0, Vocabulary - 1].Array[0, 12];

    private static readonly Gen<TokenMask?> AnyMask = Gen.Select(Gen.Int[0, 2], Gen.Int[0, Vocabulary - 1].Array[1, 50], (kind, ids) =>
    {
        if (kind == 0)
            return null;
        var mask = new TokenMask(Vocabulary);
        foreach (var id in ids)
            mask.Allow(id);
        return mask;
    });

    [Fact]
    public void Sample_AnyOptions_DrawsWhatTheReferenceDraws()
    {
        var sampler = new Sampler(Vocabulary);
        Gen.Select(AnyLogits, AnyOptions, AnyTokens, AnyTokens, AnyMask, Gen.Long[0, 100_000]).Sample(
            (logits, options, prompt, generated, mask, position) =>
            {
                var history = History(prompt, generated);
                var token = sampler.Sample(logits, options, history, mask, position, out _);

                var law = ReferenceSampler.Law(logits, options, history, mask);
                var scores = ReferenceSampler.Scores(law, options, position);
                // Single precision may decide near-ties and cuts on the edge otherwise, so compare scores.
                Assert.True(scores[token] >= scores.Max() - 1e-4 || IsOnTheEdge(logits, options, history, mask, token));
            },
            iter: 20_000,
            threads: 1);
    }

    [Fact]
    public void Sample_AnyOptions_FollowsTheExactLaw()
    {
        // 1 in 10,000 for the chi-square distribution with 1 to 11 degrees of freedom.
        double[] limits = [15.14, 18.42, 21.11, 23.51, 25.74, 27.86, 29.88, 31.83, 33.72, 35.56, 37.37];
        const int draws = 20_000;
        float[] logits = [2, 1.5f, 1, 0.5f, 0, -0.25f, -0.5f, -1, -1.5f, -2, 0.75f, 0.25f];
        var mask = new TokenMask(logits.Length);
        for (var id = 0; id < logits.Length; id += 2)
            mask.Allow(id);
        foreach (var topK in (int[])[0, 4])
        {
            foreach (var topP in (double[])[1, 0.7])
            {
                foreach (var minP in (double[])[0, 0.2])
                {
                    foreach (var allowed in (TokenMask?[])[null, mask])
                        Check(topK, topP, minP, allowed);
                }
            }
        }

        void Check(int topK, double topP, double minP, TokenMask? allowed)
        {
            var sampler = new Sampler(logits.Length);
            var history = History([0, 1, 10], [2, 2, 4]);
            var counts = new int[logits.Length];
            var law = ReferenceSampler.Law(logits, Options(0), history, allowed);
            for (var draw = 0; draw < draws; draw++)
                counts[sampler.Sample(logits, Options(draw % 100), history, allowed, draw / 100, out _)]++;

            double deviation = 0;
            for (var id = 0; id < logits.Length; id++)
            {
                var expected = draws * law[id];
                Assert.True(expected > 0 || counts[id] == 0);
                deviation += expected > 0 ? Math.Pow(counts[id] - expected, 2) / expected : 0;
            }

            var kept = law.Count(share => share > 0);
            Assert.True(kept == 1 || deviation < limits[kept - 2]);

            SamplingOptions Options(long seed) => new(0.9, topP, seed)
            {
                TopK = topK,
                MinP = minP,
                RepetitionPenalty = 1.2,
                PresencePenalty = 0.3,
                FrequencyPenalty = 0.2,
                LogitBias = [(5, 1.5f)],
            };
        }
    }

    /// <summary>A hair's change of top-p or min-p would keep the token.</summary>
    private static bool IsOnTheEdge(float[] logits, SamplingOptions options, TokenHistory history, TokenMask? mask, int token) =>
        new[] { -1e-5, 1e-5 }.Any(change =>
        {
            var other = new SamplingOptions(options.Temperature, Math.Clamp(options.TopP + change, 0, 1), options.Seed)
            {
                TopK = options.TopK,
                MinP = Math.Clamp(options.MinP - change, 0, 1),
                RepetitionPenalty = options.RepetitionPenalty,
                PresencePenalty = options.PresencePenalty,
                FrequencyPenalty = options.FrequencyPenalty,
                LogitBias = options.LogitBias,
            };
            var edge = ReferenceSampler.Law(logits, other, history, mask);
            var here = ReferenceSampler.Law(logits, options, history, mask);
            return edge[token] > 0 != here[token] > 0 || edge.Count(share => share > 0) != here.Count(share => share > 0);
        });

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static TokenHistory History(int[] prompt, int[] generated)
    {
        var history = new TokenHistory(prompt);
        foreach (var token in generated)
            history.Push(token);
        return history;
    }
}
