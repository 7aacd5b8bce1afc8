namespace LatencyPortal.Browser.Tests;

/// <summary>An endpoint that the portal gets by its environment.</summary>
/// <param name="Name">The name in front of the models.</param>
/// <param name="BaseUrl">Ends in <c>/v1</c>.</param>
/// <param name="Models">The models, without the name in front.</param>
public sealed record PortalEndpoint(string Name, Uri BaseUrl, params string[] Models);
