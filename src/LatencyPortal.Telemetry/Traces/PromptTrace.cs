namespace LatencyPortal.Telemetry.Traces;

/// <summary>
/// What a request leaves that was composed of a template: hashes and counts, so that another version of the template can be tried on it.
/// It is pseudonymous, not anonymous: who has the installation's salt can test whether a text that he knows was sent.
/// </summary>
public sealed record PromptTrace
{
    /// <summary>The request, see <see cref="RequestAttempts.RequestOf"/>; attempts share one trace.</summary>
    public required Guid RequestId { get; init; }

    /// <summary>The moment for which the prompt was composed, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Name of the template.</summary>
    public required string Template { get; init; }

    /// <summary>Its version; 0 for a working copy.</summary>
    public required int Version { get; init; }

    /// <summary>The model that was asked, as the portal names it.</summary>
    public required string Model { get; init; }

    /// <summary>Salted hash of the conversation; 0 when the request belongs to none.</summary>
    public ulong Conversation { get; init; }

    /// <summary>The variables, <c>input</c> among them; not those that follow from <see cref="At"/>.</summary>
    public IReadOnlyList<TracedValue> Values { get; init; } = [];

    /// <summary>Documents and system prompt of the conversation, behind the template's own system text; <see langword="null"/> for none.</summary>
    public TracedText? Own { get; init; }

    /// <summary>Tools of the request beside those of the template; <see langword="null"/> for none.</summary>
    public TracedText? Tools { get; init; }

    /// <summary>The turns so far as the model saw them, the oldest first; their texts are never kept, each was asked once before.</summary>
    public IReadOnlyList<TracedText> History { get; init; } = [];

    /// <summary>The last message as the model saw it: in the next request of the conversation it is a turn of <see cref="History"/>.</summary>
    public TracedText? Asked { get; init; }

    /// <summary>Places in the prompt, ascending.</summary>
    public IReadOnlyList<TracedMark> Marks { get; init; } = [];

    /// <summary>Places that were marked for the provider's cache, ascending.</summary>
    public IReadOnlyList<TracedBreakpoint> Breakpoints { get; init; } = [];

    /// <summary>Whether the provider marks the end of the prompt by itself.</summary>
    public bool AutomaticBreakpoint { get; init; }

    /// <summary>Cached tokens that the rule of the model's family predicted; <see langword="null"/> when nobody asked it.</summary>
    public int? PredictedCachedTokens { get; init; }

    /// <summary>Tokens of the prompt as the portal counts them.</summary>
    public int Tokens => Marks is [.., var last] ? last.Tokens : 0;
}
