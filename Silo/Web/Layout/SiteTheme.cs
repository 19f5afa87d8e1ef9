using MudBlazor;

namespace MesosOrleans.Silo.Web.Layout;

/// <summary>Colours and letters, light and dark. The letters are the system's: nothing is fetched.</summary>
internal static class SiteTheme
{
    private static readonly string[] Letters = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif"];

    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#1f6feb",
            Secondary = "#8250df",
            Success = "#1a7f37",
            Info = "#0969da",
            Warning = "#9a6700",
            Error = "#cf222e",
            Background = "#f6f8fa",
            Surface = "#ffffff",
            AppbarBackground = "#ffffff",
            AppbarText = "#1f2328",
            DrawerBackground = "#ffffff",
            DrawerText = "#1f2328",
            DrawerIcon = "#57606a",
            TextPrimary = "#1f2328",
            TextSecondary = "#57606a",
            LinesDefault = "#d8dee4",
            TableLines = "#d8dee4",
            Divider = "#d8dee4",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#58a6ff",
            Secondary = "#bc8cff",
            Success = "#3fb950",
            Info = "#58a6ff",
            Warning = "#d29922",
            Error = "#f85149",
            Background = "#0d1117",
            Surface = "#161b22",
            AppbarBackground = "#161b22",
            AppbarText = "#e6edf3",
            DrawerBackground = "#161b22",
            DrawerText = "#e6edf3",
            DrawerIcon = "#8b949e",
            TextPrimary = "#e6edf3",
            TextSecondary = "#9198a1",
            LinesDefault = "#30363d",
            TableLines = "#30363d",
            Divider = "#30363d",
        },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Letters, FontSize = "0.9rem" },
            Button = new ButtonTypography { FontFamily = Letters, TextTransform = "none", FontWeight = "600" },
            H5 = new H5Typography { FontFamily = Letters, FontSize = "1.35rem", FontWeight = "650" },
            H6 = new H6Typography { FontFamily = Letters, FontSize = "1.05rem", FontWeight = "650" },
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "8px", DrawerWidthLeft = "220px", AppbarHeight = "56px" },
    };
}
