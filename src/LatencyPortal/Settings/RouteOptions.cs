using LatencyPortal.Gateway;

namespace LatencyPortal.Settings;

/// <summary>What holds for a model or pool, as configuration or environment give it.</summary>
internal sealed class RouteOptions
{
    /// <summary>Id of a model or pool; one that is not there yet may come later.</summary>
    public string? Model { get; set; }

    /// <summary>Most output tokens of one answer.</summary>
    public int MaxOutputTokens { get; set; }

    /// <summary>What the gateway holds answers to; only for options that are valid.</summary>
    public RouteConfig ToConfig() => new() { Model = Model!.Trim(), MaxOutputTokens = MaxOutputTokens };
}
