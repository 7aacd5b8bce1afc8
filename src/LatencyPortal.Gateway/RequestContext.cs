using LatencyPortal.Decoding;
using LatencyPortal.Gateway.Grounding;
using LatencyPortal.Telemetry;
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

    /// <summary>Who asks.</summary>
    public string Source { get; } = source;

    /// <summary>Whether the caller wants a stream.</summary>
    public bool Streamed { get; init; } = true;

    /// <summary>t0 as wall-clock time.</summary>
    public DateTimeOffset SubmittedAt { get; } = time.GetUtcNow();

    /// <summary>The stamps, readable while the call runs.</summary>
    public TokenTimeline Timeline { get; } = new(time);

    /// <summary>The help entries that grounding put into the prompt, best first.</summary>
    public IReadOnlyList<HelpDocument> Documents { get; internal set; } = [];

    /// <summary>Counts of speculative decoding; <see langword="null"/> while the call runs, and for endpoints.</summary>
    public DraftingUsage? Drafting { get; internal set; }

    /// <summary>The finished record; <see langword="null"/> while the call runs.</summary>
    public RequestRecord? Record { get; internal set; }

    /// <summary>How far a model inside the portal has read the prompt; <see langword="null"/> before it begins, and for endpoints.</summary>
    public PromptProgress? Prompt { get; internal set; }

    /// <summary>Puts the context into the options of a call.</summary>
    public ChatOptions Attach(ChatOptions? options = null)
    {
        options ??= new ChatOptions();
        (options.AdditionalProperties ??= [])[Key] = this;
        return options;
    }

    /// <summary>Reads the context of a call; <see langword="null"/> when the caller attached none.</summary>
    public static RequestContext? From(ChatOptions? options) =>
        options?.AdditionalProperties?.TryGetValue(Key, out RequestContext? context) == true ? context : null;
}
