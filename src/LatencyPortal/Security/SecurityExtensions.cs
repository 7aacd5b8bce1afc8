using LatencyPortal.Settings;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.Extensions.Options;

namespace LatencyPortal.Security;

internal static class SecurityExtensions
{
    private const string ChooserScheme = "portal";

    private static readonly string[] LoopbackHosts = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>Login by access key (only where one is set), encryption keys in the data folder.</summary>
    public static void AddSecurity(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddAuthentication(ChooserScheme)
            .AddPolicyScheme(ChooserScheme, null, options => options.ForwardDefaultSelector = context =>
                AccessKeyHandler.BringsKey(context.Request)
                    ? AccessKeyHandler.SchemeName
                    : CookieAuthenticationDefaults.AuthenticationScheme)
            .AddScheme<AuthenticationSchemeOptions, AccessKeyHandler>(AccessKeyHandler.SchemeName, null)
            .AddCookie(options =>
            {
                options.LoginPath = "/login";
                options.Cookie.Name = "latencyportal";
                options.Cookie.SameSite = SameSiteMode.Strict;
                options.ExpireTimeSpan = TimeSpan.FromDays(30);
                options.Events.OnRedirectToLogin = context =>
                {
                    if (WantsPage(context.Request))
                        context.Response.Redirect(context.RedirectUri);
                    else
                        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                    return Task.CompletedTask;
                };
            });
        // Without a key only this machine may come in. A page of another site must not come in by way of a name that it
        // lets resolve to 127.0.0.1 (DNS rebinding). AllowedHosts names the hosts of a proxy that is in front.
        services.AddOptions<HostFilteringOptions>().PostConfigure<IOptions<PortalOptions>>((hosts, portal) =>
        {
            if (string.IsNullOrEmpty(portal.Value.AccessKey) && hosts.AllowedHosts is null or { Count: 0 } or ["*"])
                hosts.AllowedHosts = [.. LoopbackHosts];
        });
        services.AddAuthorization();
        services.AddOptions<AuthorizationOptions>().Configure<IOptions<PortalOptions>>((authorization, portal) =>
        {
            if (!string.IsNullOrEmpty(portal.Value.AccessKey))
                authorization.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build();
        });
        services.AddOptions<Microsoft.AspNetCore.DataProtection.KeyManagement.KeyManagementOptions>()
            .Configure<IOptions<PortalOptions>, ILoggerFactory>((keys, portal, loggers) =>
                keys.XmlRepository = new Microsoft.AspNetCore.DataProtection.Repositories.FileSystemXmlRepository(
                    new DirectoryInfo(Path.Combine(portal.Value.Data, "keys")), loggers));
        services.AddDataProtection().SetApplicationName("LatencyPortal");
        services.AddAntiforgery(options => options.HeaderName = "X-XSRF-TOKEN");
    }

    public static void UseSecurity(this WebApplication app)
    {
        app.Use((context, next) =>
        {
            ContentSecurityPolicy.Write(context);
            return next(context);
        });
        // An address that leads nowhere gets the portal's own page; API clients get what the API says.
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.Use((context, next) =>
        {
            if (!WantsPage(context.Request) && context.Features.Get<IStatusCodePagesFeature>() is { } pages)
                pages.Enabled = false;
            return next(context);
        });
        app.UseAuthentication();
        app.UseAuthorization();
    }

    public static void MapSecurity(this WebApplication app) => app.MapLogin();

    private static bool WantsPage(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal);
}
