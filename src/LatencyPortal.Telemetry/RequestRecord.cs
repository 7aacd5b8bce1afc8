namespace LatencyPortal.Telemetry;

/// <summary>
/// One immutable row per model call attempt, failed ones too. It holds no prompt and no answer text.
/// </summary>
public sealed record RequestRecord
{
    /// <summary>Identity of the attempt; also its address on the Latency page.</summary>
    public required Guid Id { get; init; }

    /// <summary>The attempt this one belongs to (retry, branch, hedge), if any.</summary>
    public Guid? ParentId { get; init; }

    /// <summary>t0 as wall-clock time, UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Who asked: <c>chat</c>, <c>api</c> or <c>cli</c>.</summary>
    public required string Source { get; init; }

    /// <summary>Model as the portal names it: <c>portal-assistant</c> or <c>&lt;endpoint&gt;/&lt;model&gt;</c>.</summary>
    public required string Model { get; init; }

    /// <summary>Endpoint name; <c>local</c> for models inside the portal.</summary>
    public required string Endpoint { get; init; }

    /// <summary>Region of the endpoint; <see langword="null"/> when nobody named it.</summary>
    public string? Region { get; init; }

    /// <summary>The pool that was asked; <see langword="null"/> when a model was asked by its own name.</summary>
    public string? Pool { get; init; }

    /// <summary>Why this call was made.</summary>
    public AttemptKind Attempt { get; init; }

    /// <summary>Whether the caller asked for a stream.</summary>
    public bool Streamed { get; init; } = true;

    /// <summary>The stamps of the call.</summary>
    public RequestStamps Stamps { get; init; }

    /// <summary>Input tokens, cached ones included; <see langword="null"/> when the provider did not say.</summary>
    public int? InputTokens { get; init; }

    /// <summary>Input tokens served from a cache; a subset of <see cref="InputTokens"/>.</summary>
    public int? CachedInputTokens { get; init; }

    /// <summary>Input tokens written to the provider's cache; a subset of <see cref="InputTokens"/>. <see langword="null"/> when it did not say.</summary>
    public int? CacheWriteTokens { get; init; }

    /// <summary>Output tokens, reasoning included.</summary>
    public int? OutputTokens { get; init; }

    /// <summary>Reasoning tokens; a subset of <see cref="OutputTokens"/>.</summary>
    public int? ReasoningTokens { get; init; }

    /// <summary>Tokens that drafters proposed to the model; <see langword="null"/> when the provider did not say.</summary>
    public int? DraftedTokens { get; init; }

    /// <summary>Proposed tokens that the model agreed to; a subset of <see cref="DraftedTokens"/>.</summary>
    public int? AcceptedTokens { get; init; }

    /// <summary>Tokens of a predicted output that the model agreed to; <see langword="null"/> when the provider did not say.</summary>
    public int? AcceptedPredictionTokens { get; init; }

    /// <summary>Tokens of a predicted output that the model did not agree to, paid for as output.</summary>
    public int? RejectedPredictionTokens { get; init; }

    /// <summary>Output tokens that were made for nobody: of a lost hedge, or after the client had left. An estimate where usage was not reported.</summary>
    public int? WastedTokens { get; init; }

    /// <summary>
    /// Longest wait between two arrivals of the answer in ms, the highest inter-token latency; of one that stalled, the silence until it
    /// was given up. <see langword="null"/> without a first token, and when all came at once.
    /// </summary>
    public double? LongestGapMs { get; init; }

    /// <summary>Whether <see cref="OutputTokens"/> is an estimate (content deltas counted) rather than reported usage.</summary>
    public bool TokensEstimated { get; init; }

    /// <summary>How the call ended.</summary>
    public required RequestOutcome Outcome { get; init; }

    /// <summary>Finish reason in OpenAI's words (<c>stop</c>, <c>length</c>, <c>tool_calls</c>…), when there was one.</summary>
    public string? FinishReason { get; init; }

    /// <summary>Machine-readable cause of a failure in snake case, for example <c>wrong_key</c>; never user text.</summary>
    public string? ErrorKind { get; init; }

    /// <summary>Temperature that was asked for; <see langword="null"/> left it to the model.</summary>
    public double? Temperature { get; init; }

    /// <summary>Most output tokens that the call was given; <see langword="null"/> left them to the model.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>Whether <see cref="MaxOutputTokens"/> was the portal's limit for the route rather than the caller's wish.</summary>
    public bool LimitedByRoute { get; init; }

    /// <summary>Name of the template that the prompt was made from; <see langword="null"/> for none.</summary>
    public string? Template { get; init; }

    /// <summary>Version of <see cref="Template"/>; <see langword="null"/> for none, 0 for a working copy.</summary>
    public int? TemplateVersion { get; init; }

    /// <summary>Cached input tokens that the rule of the model's family predicted, by the portal's own count; <see langword="null"/> when nobody asked it.</summary>
    public int? PredictedCachedTokens { get; init; }

    /// <summary>The provider's own word for why its cache missed, in snake case; never user text, <see langword="null"/> when it did not say.</summary>
    public string? ProviderMissReason { get; init; }

    /// <summary>Ms that the call was held until another one with the same prefix streamed, before t1; <see langword="null"/> when it was not.</summary>
    public double? HeldMs { get; init; }

    /// <summary>
    /// What would have ended the answer sooner: a stop sequence of a fixed list, or <c>repetition</c> where the end repeats itself.
    /// Never user text; <see langword="null"/> for an answer that ended where it should.
    /// </summary>
    public string? StopAdvice { get; init; }

    /// <summary>Output tokens behind it, estimated by their share of the answer's characters; a subset of <see cref="OutputTokens"/>.</summary>
    public int? TokensAfterStop { get; init; }

    /// <summary>Whether the portal's limit for the route ended the answer, and neither the caller's wish nor the model's context.</summary>
    public bool WasCutByRoute => LimitedByRoute && FinishReason == "length" && (TokensEstimated || !(OutputTokens < MaxOutputTokens));

    /// <summary>TPOT in ms, see <see cref="RequestStamps.TimePerOutputToken"/>.</summary>
    public double? TimePerOutputToken => Stamps.TimePerOutputToken(OutputTokens);

    /// <summary>Cached input tokens / input tokens of this call, 0 to 1.</summary>
    public double? CachedShare => InputTokens > 0 ? (double?)CachedInputTokens / InputTokens : null;
}
