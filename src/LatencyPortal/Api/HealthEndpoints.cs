using LatencyPortal.Api.Contracts;
using LatencyPortal.Settings;
using Microsoft.Extensions.Options;

namespace LatencyPortal.Api;

/// <summary><c>/healthz</c> tells that the process lives, <c>/readyz</c> that it can answer; both without login.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/healthz", (HttpContext context) =>
            ApiResponses.WriteAsync(context, StatusCodes.Status200OK, new HealthReport("ok"), ApiJson.Default.HealthReport)).AllowAnonymous();
        endpoints.MapGet("/readyz", async (HttpContext context, ReadinessCheck check, IOptions<PortalOptions> portal) =>
        {
            var stranger = !string.IsNullOrEmpty(portal.Value.AccessKey) && context.User.Identity?.IsAuthenticated != true;
            var report = await check.RunAsync(stranger, context.RequestAborted);
            var status = report.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
            await ApiResponses.WriteAsync(context, status, report, ApiJson.Default.ReadinessReport);
        }).AllowAnonymous();
    }
}
