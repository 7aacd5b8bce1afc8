using CsCheck;
using LatencyPortal.Decoding.Sampling;

namespace LatencyPortal.Decoding.Tests.Sampling;

public sealed class SamplerLogprobTests
{
    [Fact]
    public void Sample_WithLogprobs_ReportsTheRawDistribution() =>
        Gen.Select(Gen.Int[-40, 40].Array[1, 60], Gen.Int[0, 20], Gen.Long).Sample((numbers, top, seed) =>
        {
            var logits = numbers.Select(number => number / 4f).ToArray();
            var options = new SamplingOptions(0.7, 0.8, seed) { Logprobs = top, LogitBias = [(0, 5)] };
            var token = new Sampler(logits.Length).Sample(logits, options, null, null, 3, out var logprobs);

            var normaliser = Math.Log(logits.Sum(logit => Math.Exp(logit)));
            var expected = logits.Select((logit, id) => (Id: id, Logprob: logit - normaliser))
                .OrderByDescending(pair => pair.Logprob).ThenBy(pair => pair.Id).Take(top).ToList();
            Assert.Equal(token, logprobs!.Chosen.Token);
            Assert.Equal(logits[token] - normaliser, logprobs.Chosen.Logprob, 1e-4);
            Assert.Equal(expected.Select(pair => pair.Id), logprobs.Top.Select(pair => pair.Token));
            Assert.All(expected.Zip(logprobs.Top), pair => Assert.Equal(pair.First.Logprob, pair.Second.Logprob, 1e-4));
        });

    [Fact]
    public void Sample_NotAsked_ReportsNothing()
    {
        new Sampler(2).Sample([1, 2], new SamplingOptions(1, 1, 1), null, null, 0, out var logprobs);

        Assert.Null(logprobs);
    }
}
