using LatencyPortal.Gateway;

namespace LatencyPortal.Data;

/// <summary>An endpoint added on the Settings page.</summary>
internal sealed class EndpointRow
{
    /// <summary>Unique name; the part before the slash of its models' names.</summary>
    public required string Name { get; init; }

    /// <summary>The wire format that it speaks.</summary>
    public ProviderKind Provider { get; set; }

    public required string BaseUrl { get; set; }

    /// <summary>The API key, encrypted with Data Protection; never shown again.</summary>
    public string? ProtectedKey { get; set; }

    /// <summary>Model names as a JSON array.</summary>
    public string ModelsJson { get; set; } = "[]";

    /// <summary>Where it stands, in the operator's words.</summary>
    public string? Region { get; set; }

    public bool Enabled { get; set; } = true;

    /// <summary>Whether an operator has taken it out on the Fleet page.</summary>
    public bool Drained { get; set; }
}
