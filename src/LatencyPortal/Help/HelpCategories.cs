namespace LatencyPortal.Help;

/// <summary>Headings of the help groups.</summary>
internal static class HelpCategories
{
    public static string Title(string category) => category switch
    {
        "metrics" => "Measuring latency",
        "generation" => "How models answer",
        "acceleration" => "Making models faster",
        "fleet" => "Running many models",
        "portal" => "Using the portal",
        "setup" => "Settings, endpoints, API",
        _ => category,
    };
}
