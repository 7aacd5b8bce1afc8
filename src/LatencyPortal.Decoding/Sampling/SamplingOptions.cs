namespace LatencyPortal.Decoding.Sampling;

/// <summary>How the tokens of one answer are drawn; checked once, when it is made.</summary>
internal readonly record struct SamplingOptions
{
    public SamplingOptions(double temperature, double topP, long seed)
    {
        if (!(temperature >= 0 && double.IsFinite(temperature)))
            throw new ArgumentOutOfRangeException(nameof(temperature), temperature, "The temperature must be 0 or more.");
        if (!(topP is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(topP), topP, "top_p must be from 0 to 1.");
        Temperature = (float)temperature;
        TopP = (float)topP;
        Seed = seed;
    }

    /// <summary>0 means greedy.</summary>
    public float Temperature { get; }

    /// <summary>1 means no truncation.</summary>
    public float TopP { get; }

    public long Seed { get; }

    /// <summary>No draw is needed: the likeliest token is taken. A temperature below float's reach counts as 0.</summary>
    public bool IsGreedy => Temperature < 1e-6f || TopP == 0;
}
