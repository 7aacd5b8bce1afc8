namespace LatencyPortal.Testing.Upstream;

/// <summary>What a good answer says and when, the same for all formats.</summary>
public sealed record AnswerScript
{
    private static readonly string[] Words =
    [
        "light", "goes", "around", "Größe", "the", "世界", "river", "🌍", "a", "naïve", "stone", "waits", "часы", "and", "👩‍👩‍👧", "moves",
    ];

    /// <summary>Tokens; the text is drawn from the seed unless <see cref="Text"/> is set.</summary>
    public int Tokens { get; init; } = 16;

    /// <summary>The text; its words are the tokens.</summary>
    public string? Text { get; init; }

    /// <summary>From the request to the headers.</summary>
    public TimeSpan HeadersAfter { get; init; }

    /// <summary>From the headers to the first token.</summary>
    public TimeSpan FirstTokenAfter { get; init; }

    /// <summary>From one token to the next; the median where it spreads.</summary>
    public TimeSpan TokenEvery { get; init; }

    /// <summary>Standard deviation of the logarithm of the time of each token and of the first one; 0 for fixed times.</summary>
    public double Spread { get; init; }

    /// <summary>Input tokens in usage, cached ones included.</summary>
    public int InputTokens { get; init; } = 24;

    /// <summary>Cached input tokens in usage.</summary>
    public int CachedTokens { get; init; } = 16;

    /// <summary>Whether tokens are generated to the end when the client has left, as by a server that does not notice.</summary>
    public bool GoesOnForNobody { get; init; }

    internal IReadOnlyList<string> DrawTokens(Random random)
    {
        if (Text is not null)
            return [.. Text.Split(' ').Select((word, i) => i == 0 ? word : " " + word)];
        var tokens = new string[Tokens];
        for (var i = 0; i < tokens.Length; i++)
            tokens[i] = (i == 0 ? "" : " ") + Words[random.Next(Words.Length)];
        return tokens;
    }

    /// <summary>A time of the script, log-normal around it where times spread.</summary>
    internal TimeSpan Draw(TimeSpan median, Random random)
    {
        if (median <= TimeSpan.Zero || Spread <= 0)
            return median;
        var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return median * Math.Exp(Spread * normal);
    }
}
