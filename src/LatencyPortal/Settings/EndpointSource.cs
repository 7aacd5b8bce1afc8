namespace LatencyPortal.Settings;

/// <summary>Where an endpoint comes from.</summary>
public enum EndpointSource
{
    /// <summary>The Settings page; can be edited there.</summary>
    Portal,

    /// <summary>appsettings.json, environment or command line; shown only.</summary>
    Configuration,
}
