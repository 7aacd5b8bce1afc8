using LatencyPortal.Gateway;

namespace LatencyPortal.Settings.Routes;

/// <summary>A route as the Settings page shows it.</summary>
/// <param name="Route">What holds.</param>
/// <param name="IsConfigured">Whether configuration says so, so that the page cannot change it.</param>
internal sealed record RouteView(RouteConfig Route, bool IsConfigured);
