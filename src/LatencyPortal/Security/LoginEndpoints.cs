using LatencyPortal.Settings;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace LatencyPortal.Security;

/// <summary>Browsers trade the access key for a cookie.</summary>
internal static class LoginEndpoints
{
    public static void MapLogin(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost("/login", async (
            [FromForm] string? key, [FromForm] string? returnUrl, HttpContext context, IOptions<PortalOptions> portal) =>
        {
            var target = Local(returnUrl);
            if (!AccessKeyHandler.Matches(portal.Value.AccessKey, key))
                return Results.LocalRedirect($"/login?Wrong=true&ReturnUrl={Uri.EscapeDataString(target)}");
            var owner = AccessKeyHandler.Owner(CookieAuthenticationDefaults.AuthenticationScheme);
            await context.SignInAsync(owner, new AuthenticationProperties { IsPersistent = true });
            return Results.LocalRedirect(target);
        }).AllowAnonymous();

    /// <summary>Keeps a hostile return address from leading away from the portal.</summary>
    private static string Local(string? url) =>
        url is ['/', ..] and not ['/', '/' or '\\', ..] ? url : "/";
}
