namespace LatencyPortal.Decoding.Sampling;

/// <summary>
/// How the tokens of one answer are drawn; every value is checked when it is set. The messages of the
/// refusals are shown to people, so they use the names of the HTTP API.
/// </summary>
internal sealed class SamplingOptions
{
    private const int MaxLogprobs = 20;
    private const int MaxBiases = 1024;

    private readonly (int Id, float Bias)[] _logitBias = [];

    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public SamplingOptions(double temperature, double topP, long seed)
    {
        Temperature = (float)Within(temperature, 0, 100, "The temperature");
        TopP = (float)Within(topP, 0, 1, "top_p");
        Seed = seed;
    }

    /// <summary>0 means greedy.</summary>
    public float Temperature { get; }

    /// <summary>Draws only from the likeliest tokens that together reach this probability; 1 means no truncation.</summary>
    public float TopP { get; }

    /// <summary>Keys every draw, together with the position and the token id.</summary>
    public long Seed { get; }

    /// <summary>Draws only from this many likeliest tokens; 0 means all.</summary>
    public int TopK
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentException("top_k must be 0 or more.");
    }

    /// <summary>Draws only from tokens at least this likely, relative to the likeliest one; 0 means all.</summary>
    public double MinP
    {
        get;
        init => field = Within(value, 0, 1, "min_p");
    }

    /// <summary>
    /// Makes every token of prompt and answer less likely, once: its logit is divided by this if
    /// positive, else multiplied (Keskar et al., CTRL, 2019). 1 changes nothing.
    /// </summary>
    public double RepetitionPenalty
    {
        get;
        init => field = Within(value, 0.01, 10, "repetition_penalty");
    } = 1;

    /// <summary>Subtracted from the logit of every token that the answer has (definition of the OpenAI API).</summary>
    public double PresencePenalty
    {
        get;
        init => field = Within(value, -2, 2, "presence_penalty");
    }

    /// <summary>Subtracted from a token's logit once for each time the answer has it (definition of the OpenAI API).</summary>
    public double FrequencyPenalty
    {
        get;
        init => field = Within(value, -2, 2, "frequency_penalty");
    }

    /// <summary>Added to the logits of single tokens; each id once.</summary>
    public IReadOnlyList<(int Id, float Bias)> LogitBias
    {
        get => _logitBias;
        init
        {
            if (value.Count > MaxBiases)
                throw new ArgumentException($"logit_bias must not have more than {MaxBiases} tokens.");
            if (value.Any(bias => bias.Id < 0))
                throw new ArgumentException("logit_bias has a token id below 0.");
            foreach (var (_, bias) in value)
                Within(bias, -100, 100, "A value of logit_bias");
            if (value.DistinctBy(bias => bias.Id).Count() != value.Count)
                throw new ArgumentException("logit_bias has a token id twice.");
            _logitBias = [.. value];
        }
    }

    /// <summary>How many of the likeliest tokens are reported with each token; null reports nothing, 0 the token alone.</summary>
    public int? Logprobs
    {
        get;
        init => field = value is null or (>= 0 and <= MaxLogprobs)
            ? value
            : throw new ArgumentException($"top_logprobs must be from 0 to {MaxLogprobs}.");
    }

    /// <summary>No draw is needed: the likeliest token is taken. A temperature below float's reach counts as 0.</summary>
    public bool IsGreedy => Temperature < 1e-6f || TopP == 0 || TopK == 1;

    /// <summary>Some logits change because of what was said before.</summary>
    internal bool HasPenalties => RepetitionPenalty != 1 || PresencePenalty != 0 || FrequencyPenalty != 0;

    internal ReadOnlySpan<(int Id, float Bias)> Biases => _logitBias;

    /// <summary>The options of a request.</summary>
    /// <exception cref="ArgumentException">A value is out of range, or a token id is not one of the model's.</exception>
    public static SamplingOptions Of(DecodeRequest request, int vocabularySize)
    {
        if (request.LogitBias.Keys.Any(id => id >= vocabularySize))
            throw new ArgumentException($"logit_bias has a token id that the model does not have; its ids end at {vocabularySize - 1}.");
        return new SamplingOptions(request.Temperature, request.TopP, request.Seed ?? Random.Shared.NextInt64())
        {
            TopK = request.TopK,
            MinP = request.MinP,
            RepetitionPenalty = request.RepetitionPenalty,
            PresencePenalty = request.PresencePenalty,
            FrequencyPenalty = request.FrequencyPenalty,
            LogitBias = [.. request.LogitBias.Select(bias => (bias.Key, (float)bias.Value))],
            Logprobs = request.TopLogprobs,
        };
    }

    private static double Within(double value, double least, double most, string name) =>
        value >= least && value <= most ? value : throw new ArgumentException($"{name} must be from {least} to {most}.");
}
