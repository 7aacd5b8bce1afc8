namespace LatencyPortal.Telemetry.Slo;

/// <summary>The requests that an objective speaks of; what is <see langword="null"/> does not matter.</summary>
public sealed record SloScope
{
    /// <summary>All requests.</summary>
    public static SloScope All { get; } = new();

    /// <summary>The model as the portal names it.</summary>
    public string? Model { get; init; }

    /// <summary>The pool that was asked.</summary>
    public string? Pool { get; init; }

    /// <summary>The endpoint that answered; <c>local</c> for models inside the portal.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Name of the template.</summary>
    public string? Template { get; init; }

    /// <summary>Who asked: <c>chat</c>, <c>api</c> or <c>cli</c>.</summary>
    public string? Source { get; init; }

    /// <summary>Least input tokens, inclusive.</summary>
    public int? LeastInputTokens { get; init; }

    /// <summary>Most input tokens, exclusive.</summary>
    public int? InputTokensBelow { get; init; }

    /// <summary>Whether a request is one of them. One whose input tokens nobody told is in no class of input length.</summary>
    public bool Holds(RequestRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return (Model is null || Model == record.Model)
            && (Pool is null || Pool == record.Pool)
            && (Endpoint is null || Endpoint == record.Endpoint)
            && (Template is null || Template == record.Template)
            && (Source is null || Source == record.Source)
            && (LeastInputTokens is null || record.InputTokens >= LeastInputTokens)
            && (InputTokensBelow is null || record.InputTokens < InputTokensBelow);
    }
}
