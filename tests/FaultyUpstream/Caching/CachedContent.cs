using System.Text.Json.Nodes;

namespace LatencyPortal.Testing.Upstream;

/// <summary>An object that Gemini holds, without its content.</summary>
/// <param name="Name">What requests call it.</param>
/// <param name="Model">Path of its model.</param>
/// <param name="DisplayName">What its owner calls it.</param>
/// <param name="Expires">When it is gone, by the provider's clock.</param>
/// <param name="Tokens">Tokens of its content.</param>
public sealed record CachedContent(string Name, string Model, string DisplayName, DateTimeOffset Expires, int Tokens)
{
    /// <summary>As the API lists it; it writes fractions of seconds to the nanosecond.</summary>
    internal JsonObject ToJson() => new()
    {
        ["name"] = Name,
        ["model"] = Model,
        ["displayName"] = DisplayName,
        ["expireTime"] = Expires.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'00Z'"),
        ["usageMetadata"] = new JsonObject { ["totalTokenCount"] = Tokens },
    };
}
