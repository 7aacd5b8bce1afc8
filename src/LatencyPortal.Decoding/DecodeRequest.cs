using System.Collections.Immutable;
using System.Text.Json;

namespace LatencyPortal.Decoding;

/// <summary>What to answer, and how to draw the tokens.</summary>
public sealed record DecodeRequest
{
    /// <summary>The conversation, oldest first; at least one message.</summary>
    public required IReadOnlyList<TemplateMessage> Messages { get; init; }

    /// <summary>
    /// How the answer begins: its text is read as the beginning of the model's own answer, and what is made goes on behind it without
    /// repeating it. Empty for an answer from its start.
    /// </summary>
    public string Begun { get; init; } = "";

    /// <summary>
    /// Tools that the model may call, each <c>{"type": "function", "function": {"name": …, "parameters": …}}</c> as in the OpenAI
    /// API; at most 128. The chat template of the model has to know of tools.
    /// </summary>
    public IReadOnlyList<JsonElement> Tools { get; init; } = [];

    /// <summary>Most tokens to generate, at least 1; null means as many as the context holds.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>0 always takes the likeliest token; 1 draws from the model's own distribution.</summary>
    public double Temperature { get; init; }

    /// <summary>Draws only from the likeliest tokens that together reach this probability, 0 to 1.</summary>
    public double TopP { get; init; } = 1;

    /// <summary>Draws only from this many likeliest tokens; 0 means all.</summary>
    public int TopK { get; init; }

    /// <summary>Draws only from tokens at least this likely, relative to the likeliest one, 0 to 1; 0 means all.</summary>
    public double MinP { get; init; }

    /// <summary>Above 1 makes every token of prompt and answer less likely to come again, 0.01 to 10.</summary>
    public double RepetitionPenalty { get; init; } = 1;

    /// <summary>Above 0 makes tokens that the answer already has less likely, -2 to 2.</summary>
    public double PresencePenalty { get; init; }

    /// <summary>Above 0 makes tokens less likely the more often the answer has them, -2 to 2.</summary>
    public double FrequencyPenalty { get; init; }

    /// <summary>What is added to the logits of single tokens, -100 to 100, by token id.</summary>
    public IReadOnlyDictionary<int, double> LogitBias { get; init; } = ImmutableDictionary<int, double>.Empty;

    /// <summary>
    /// How many of the likeliest tokens are reported with each token, 0 to 20; 0 reports only the
    /// token itself, null nothing.
    /// </summary>
    public int? TopLogprobs { get; init; }

    /// <summary>Makes the answer JSON of this kind; null leaves it free.</summary>
    public JsonResponseFormat? ResponseFormat { get; init; }

    /// <summary>The same seed gives the same answer; null takes a new one for each request.</summary>
    public long? Seed { get; init; }

    /// <summary>Texts that end the answer; they are not part of it.</summary>
    public IReadOnlyList<string> Stop { get; init; } = [];

    /// <summary>Requests share computed prefixes only with those of the same salt, for example a tenant's id.</summary>
    public string CacheSalt { get; init; } = "";

    /// <summary>Whether tokens may be proposed by a drafter; the answer is the same either way.</summary>
    public bool Speculate { get; init; } = true;

    /// <summary>
    /// Told how far the prompt is read: when the request leaves the queue, and after each piece of the prompt. It is called on the
    /// thread that decodes for everybody, so it must return at once and not throw.
    /// </summary>
    public Action<PromptProgress>? PromptRead { get; init; }
}
