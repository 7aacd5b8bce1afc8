namespace LatencyPortal.Security;

/// <summary>
/// Keeps pages of other sites out. Browsers open a WebSocket to any site and send its cookies along; the header
/// <c>Origin</c>, which a page cannot change, says whose page it is. Programs send none.
/// </summary>
internal static class SameOrigin
{
    /// <summary>Refuses requests of these endpoints that come from a page of another site, with status 403.</summary>
    public static void OnlyFromSameOrigin(this IEndpointConventionBuilder endpoints) => endpoints.Add(endpoint =>
    {
        if (endpoint.RequestDelegate is not { } next)
            return;
        endpoint.RequestDelegate = context =>
        {
            if (IsAllowed(context.Request))
                return next(context);
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        };
    });

    /// <summary>The scheme is left out: behind a proxy that speaks TLS the portal itself sees http.</summary>
    private static bool IsAllowed(HttpRequest request)
    {
        var origin = request.Headers.Origin;
        if (origin.Count == 0)
            return true;
        return Uri.TryCreate(origin.ToString(), UriKind.Absolute, out var uri)
            && uri.Authority.Equals(WithoutDefaultPort(request.Host, uri), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>A port that the scheme implies stands in neither header, or in one of them.</summary>
    private static string WithoutDefaultPort(HostString host, Uri origin) =>
        host.Port is { } port && origin.IsDefaultPort && port == origin.Port ? host.Host : host.Value ?? "";
}
