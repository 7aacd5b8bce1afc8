using LatencyPortal.Decoding.Sampling;

namespace LatencyPortal.Decoding.Tests.Sampling;

public sealed class SamplingOptionsTests
{
    public static TheoryData<string, Func<DecodeRequest, DecodeRequest>> OutOfRange => new()
    {
        { "temperature", request => request with { Temperature = -0.1 } },
        { "temperature", request => request with { Temperature = double.NaN } },
        { "temperature", request => request with { Temperature = double.PositiveInfinity } },
        { "top_p", request => request with { TopP = -0.1 } },
        { "top_p", request => request with { TopP = 1.1 } },
        { "top_p", request => request with { TopP = double.NaN } },
        { "top_k", request => request with { TopK = -1 } },
        { "min_p", request => request with { MinP = 1.5 } },
        { "repetition_penalty", request => request with { RepetitionPenalty = 0 } },
        { "repetition_penalty", request => request with { RepetitionPenalty = double.NaN } },
        { "presence_penalty", request => request with { PresencePenalty = 2.1 } },
        { "frequency_penalty", request => request with { FrequencyPenalty = -2.1 } },
        { "top_logprobs", request => request with { TopLogprobs = 21 } },
        { "top_logprobs", request => request with { TopLogprobs = -1 } },
        { "logit_bias", request => request with { LogitBias = new Dictionary<int, double> { [3] = 101 } } },
        { "logit_bias", request => request with { LogitBias = new Dictionary<int, double> { [3] = double.NaN } } },
        { "logit_bias", request => request with { LogitBias = new Dictionary<int, double> { [-1] = 1 } } },
        { "logit_bias", request => request with { LogitBias = new Dictionary<int, double> { [50] = 1 } } },
        { "logit_bias", request => request with { LogitBias = Enumerable.Range(0, 1025).ToDictionary(id => id, _ => 0.0) } },
    };

    [Theory]
    [MemberData(nameof(OutOfRange), DisableDiscoveryEnumeration = true)]
    public void Of_OutOfRange_IsRefusedByName(string name, Func<DecodeRequest, DecodeRequest> change)
    {
        var request = change(new DecodeRequest { Messages = [] });

        var refusal = Assert.Throws<ArgumentException>(() => SamplingOptions.Of(request, name == "logit_bias" && request.LogitBias.Count > 1 ? 2000 : 50));

        Assert.Contains(name, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_ARequest_TakesEverything()
    {
        var options = SamplingOptions.Of(
            new DecodeRequest
            {
                Messages = [],
                Temperature = 0.5,
                TopP = 0.9,
                TopK = 7,
                MinP = 0.1,
                RepetitionPenalty = 1.1,
                PresencePenalty = 0.2,
                FrequencyPenalty = 0.3,
                LogitBias = new Dictionary<int, double> { [3] = -4 },
                TopLogprobs = 5,
                Seed = 11,
            },
            50);

        Assert.Equal((0.5f, 0.9f, 7, 0.1, 11), (options.Temperature, options.TopP, options.TopK, options.MinP, options.Seed));
        Assert.Equal((1.1, 0.2, 0.3, 5), (options.RepetitionPenalty, options.PresencePenalty, options.FrequencyPenalty, options.Logprobs));
        Assert.Equal([(3, -4f)], options.LogitBias);
    }

    [Fact]
    public void LogitBias_TheSameIdTwice_IsRefused() =>
        Assert.Throws<ArgumentException>(() => new SamplingOptions(1, 1, 1) { LogitBias = [(3, 1), (3, 2)] });
}
