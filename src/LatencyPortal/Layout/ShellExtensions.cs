using MudBlazor;
using MudBlazor.Services;

namespace LatencyPortal.Layout;

internal static class ShellExtensions
{
    /// <summary>Blazor Server with MudBlazor parts.</summary>
    public static void AddShell(this WebApplicationBuilder builder)
    {
        // `dotnet run` serves the static files from where they lie in the source; a published folder has its own copies.
        builder.WebHost.UseStaticWebAssets();
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        // Notices stand where nothing is to be clicked.
        builder.Services.AddMudServices(options => options.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.BottomLeft);
    }

    public static void MapShell(this WebApplication app)
    {
        app.UseAntiforgery();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(options =>
            // The whole policy, frame-ancestors included, comes from Security.
            options.ContentSecurityFrameAncestorsPolicy = null);
    }
}
