using LatencyPortal.Decoding;
using LatencyPortal.Gateway.Grounding;
using LatencyPortal.Gateway.Prompts.Prediction;
using LatencyPortal.Telemetry;
using LatencyPortal.Telemetry.Traces;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway;

/// <summary>
/// One call on its way through the pipeline: made by whoever asks (chat, API, CLI), carried in
/// <see cref="ChatOptions.AdditionalProperties"/>, read live for the latency line and completed by the metering client.
/// </summary>
/// <param name="time">The clock of all stamps.</param>
/// <param name="source"><c>chat</c>, <c>api</c> or <c>cli</c>.</param>
public sealed class RequestContext(TimeProvider time, string source)
{
    private TokenTimeline _timeline = new(time);
    private volatile RequestContext? _winner;
    private DraftingUsage? _drafting;
    private RequestRecord? _record;
    private CachePrediction? _prediction;
    private PromptProgress? _prompt;

    /// <summary>Key in <see cref="ChatOptions.AdditionalProperties"/>; it is removed before a provider sees the options.</summary>
    public const string Key = "latencyportal.request";

    /// <summary>Key of what a model inside the portal tells how far it has read the prompt.</summary>
    internal const string PromptReadKey = "latencyportal.prompt-read";

    /// <summary>Identity of the request record.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The record this call belongs to, for retries and branches.</summary>
    public Guid? ParentId { get; init; }

    /// <summary>Why this call is made.</summary>
    public AttemptKind Attempt { get; init; }

    /// <summary>The pool that was asked; <see langword="null"/> when a model was asked by its own name.</summary>
    public string? Pool { get; internal set; }

    /// <summary>Who asks.</summary>
    public string Source { get; } = source;

    /// <summary>Whether the caller wants a stream.</summary>
    public bool Streamed { get; init; } = true;

    /// <summary>Temperature that is asked for; <see langword="null"/> leaves it to the model.</summary>
    public double? Temperature { get; private set; }

    /// <summary>Most output tokens that are asked for; <see langword="null"/> leaves them to the model.</summary>
    public int? MaxOutputTokens { get; private set; }

    /// <summary>Whether <see cref="MaxOutputTokens"/> is the limit of the route, because the request wanted more or named none.</summary>
    public bool IsLimitedByRoute { get; private set; }

    /// <summary>Name of the template that the prompt was made from; <see langword="null"/> for none.</summary>
    public string? Template { get; set; }

    /// <summary>Version of the template; <see langword="null"/> without one.</summary>
    public int? TemplateVersion { get; set; }

    /// <summary>What the model's cache was expected to serve when the prompt was sent; <see langword="null"/> where nobody predicted.</summary>
    public CachePrediction? Prediction
    {
        get => _winner is null ? _prediction : _winner.Prediction;
        internal set => _prediction = value;
    }

    /// <summary>What the request leaves of the template; set before the call is made, and written with its record. <see langword="null"/> for no template.</summary>
    public PromptTrace? Trace { get; set; }

    /// <summary>Ms that the call was held until another one with the same prefix streamed; <see langword="null"/> when it was not.</summary>
    public double? HeldMs { get; internal set; }

    /// <summary>t0 as wall-clock time.</summary>
    public DateTimeOffset SubmittedAt { get; private init; } = time.GetUtcNow();

    /// <summary>The stamps, readable while the call runs; of several attempts those of the one that answers.</summary>
    public TokenTimeline Timeline => _winner?.Timeline ?? _timeline;

    /// <summary>The help entries that grounding put into the prompt, best first.</summary>
    public IReadOnlyList<HelpDocument> Documents { get; internal set; } = [];

    /// <summary>Counts of speculative decoding; <see langword="null"/> while the call runs, and for endpoints.</summary>
    public DraftingUsage? Drafting
    {
        get => _winner?.Drafting ?? _drafting;
        internal set => _drafting = value;
    }

    /// <summary>The finished record; <see langword="null"/> while the call runs.</summary>
    public RequestRecord? Record
    {
        get => _winner is not { } winner ? _record : winner.Record is { } record ? record with { Stamps = FromFirst(record.Stamps) } : null;
        internal set => _record = value;
    }

    /// <summary>
    /// The stamps of the request: those of the attempt that answers, but sent when the first attempt was. What earlier ones took is the
    /// caller's wait too.
    /// </summary>
    public RequestStamps Stamps => FromFirst(Timeline.Stamps);

    /// <summary>Who answers; <see langword="null"/> before the first token, and for models that are in no pool.</summary>
    public ModelDescription? AnsweredBy { get; private set; }

    /// <summary>Calls that were made for the request so far, retries, failovers and hedges among them.</summary>
    public int Attempts { get; internal set; } = 1;

    /// <summary>How far a model inside the portal has read the prompt; <see langword="null"/> before it begins, and for endpoints.</summary>
    public PromptProgress? Prompt
    {
        get => _winner?.Prompt ?? _prompt;
        internal set => _prompt = value;
    }

    /// <summary>The stamps of this attempt, whoever answers.</summary>
    internal TokenTimeline OwnTimeline => _timeline;

    /// <summary>Whether another attempt had its first token sooner, so that what this one writes is for nobody.</summary>
    internal bool IsLost { get; set; }

    /// <summary>The context of another attempt at the same request: a record of its own, the same t0.</summary>
    internal RequestContext ForAttempt(AttemptKind kind) => new(time, Source)
    {
        ParentId = Id,
        Attempt = kind,
        Streamed = Streamed,
        SubmittedAt = SubmittedAt,
        Pool = Pool,
        Template = Template,
        TemplateVersion = TemplateVersion,
        Trace = Trace,
        IsLimitedByRoute = IsLimitedByRoute,
        _timeline = new TokenTimeline(time, _timeline.Submitted),
    };

    /// <summary>From now on the request is what this attempt is.</summary>
    internal void WonBy(RequestContext attempt, ModelDescription model) => (_winner, AnsweredBy) = (attempt == this ? null : attempt, model);

    private RequestStamps FromFirst(RequestStamps stamps) =>
        _winner is not null && _timeline.Stamps.RequestWritten is { } sent ? stamps with { RequestWritten = sent } : stamps;

    /// <summary>The route allows less than was asked for.</summary>
    internal void LimitByRoute(int mostTokens) => (MaxOutputTokens, IsLimitedByRoute) = (mostTokens, true);

    /// <summary>Puts the context into the options of a call, and notes of them what the record tells.</summary>
    public ChatOptions Attach(ChatOptions? options = null)
    {
        options ??= new ChatOptions();
        // 0.7 as it was asked for, not as the float that is nearest.
        Temperature = options.Temperature is { } temperature ? Math.Round((double)temperature, 6) : null;
        MaxOutputTokens = options.MaxOutputTokens;
        (options.AdditionalProperties ??= [])[Key] = this;
        return options;
    }

    /// <summary>Reads the context of a call; <see langword="null"/> when the caller attached none.</summary>
    public static RequestContext? From(ChatOptions? options) =>
        options?.AdditionalProperties?.TryGetValue(Key, out RequestContext? context) == true ? context : null;
}
