using LatencyPortal.Gateway.Prompts.Composition;
using LatencyPortal.Gateway.Prompts.Families;

namespace LatencyPortal.Gateway.Prompts.Traces;

/// <summary>Whose trace is made.</summary>
public sealed record TraceSubject
{
    /// <summary>The request, see <see cref="RequestContext.Id"/>.</summary>
    public required Guid RequestId { get; init; }

    /// <summary>Version of the template; 0 for a working copy.</summary>
    public required int Version { get; init; }

    /// <summary>The model that is asked, as the portal names it.</summary>
    public required string Model { get; init; }

    /// <summary>Family of the model, for the breakpoints; <see langword="null"/> when nobody knows its rule.</summary>
    public ModelFamily? Family { get; init; }

    /// <summary>How its prompt is marked; <see langword="null"/> for the portal's own way.</summary>
    public CachePlan? Plan { get; init; }

    /// <summary>The conversation, by whatever names it; only its hash is kept. <see langword="null"/> for none.</summary>
    public string? Conversation { get; init; }

    /// <summary>Documents and system prompt of the conversation, which stand at the end of the system message; <see langword="null"/> for none.</summary>
    public string? OwnText { get; init; }
}
