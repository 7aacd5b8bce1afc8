namespace LatencyPortal.Decoding;

/// <summary>What to answer, and how to draw the tokens.</summary>
public sealed record DecodeRequest
{
    /// <summary>The conversation, oldest first; at least one message.</summary>
    public required IReadOnlyList<TemplateMessage> Messages { get; init; }

    /// <summary>Most tokens to generate, at least 1; null means as many as the context holds.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>0 always takes the likeliest token; 1 draws from the model's own distribution.</summary>
    public double Temperature { get; init; }

    /// <summary>Draws only from the likeliest tokens that together reach this probability, 0 to 1.</summary>
    public double TopP { get; init; } = 1;

    /// <summary>The same seed gives the same answer; null takes a new one for each request.</summary>
    public long? Seed { get; init; }

    /// <summary>Texts that end the answer; they are not part of it.</summary>
    public IReadOnlyList<string> Stop { get; init; } = [];

    /// <summary>Requests share computed prefixes only with those of the same salt, for example a tenant's id.</summary>
    public string CacheSalt { get; init; } = "";

    /// <summary>Whether tokens may be proposed by a drafter; the answer is the same either way.</summary>
    public bool Speculate { get; init; } = true;
}
