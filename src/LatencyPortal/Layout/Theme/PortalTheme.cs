using MudBlazor;

namespace LatencyPortal.Layout.Theme;

/// <summary>The portal's look for the component library; the same tokens as in wwwroot/app.css.</summary>
internal static class PortalTheme
{
    private static readonly string[] SystemFonts =
        ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "DejaVu Sans", "sans-serif"];

    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#0f766e",
            PrimaryContrastText = "#ffffff",
            Secondary = "#475569",
            Background = "#f8fafa",
            Surface = "#ffffff",
            AppbarBackground = "#ffffff",
            AppbarText = "#12201f",
            TextPrimary = "#12201f",
            TextSecondary = "#4b5a59",
            LinesDefault = "#d9e0df",
            LinesInputs = "#7c8a88",
            TableLines = "#e3e9e8",
            ActionDefault = "#4b5a59",
            Success = "#166534",
            Warning = "#92400e",
            Error = "#b42318",
            Info = "#1d4ed8",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#5eead4",
            PrimaryContrastText = "#042f2c",
            Secondary = "#a3b3b1",
            Background = "#0e1514",
            Surface = "#162120",
            AppbarBackground = "#121b1a",
            AppbarText = "#e6eeed",
            TextPrimary = "#e6eeed",
            TextSecondary = "#a9b8b6",
            LinesDefault = "#2a3836",
            LinesInputs = "#6e807d",
            TableLines = "#243230",
            ActionDefault = "#a9b8b6",
            Success = "#86efac",
            SuccessContrastText = "#052e16",
            WarningContrastText = "#422006",
            ErrorContrastText = "#450a0a",
            InfoContrastText = "#172554",
            Warning = "#fcd34d",
            Error = "#fda29b",
            Info = "#93c5fd",
        },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = SystemFonts, FontSize = "0.9375rem", LineHeight = "1.5" },
            Button = new ButtonTypography { TextTransform = "none", FontWeight = "600" },
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "8px" },
    };
}
