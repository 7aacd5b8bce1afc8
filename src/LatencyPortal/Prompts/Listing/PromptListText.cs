using System.Globalization;

namespace LatencyPortal.Prompts.Listing;

/// <summary>What the list says of a template.</summary>
internal static class PromptListText
{
    /// <summary>What a label names: <c>production v3</c>, or <c>production v3 80 % / v4 20 %</c>.</summary>
    public static string Label(PromptLabel label) => $"{label.Label} {Arms(label)}";

    /// <summary>The version, or the two arms of a split with their shares.</summary>
    public static string Arms(PromptLabel label) => label.OtherVersion is { } other
        ? string.Create(CultureInfo.InvariantCulture, $"v{label.Version} {100 - label.OtherPercent} % / v{other} {label.OtherPercent} %")
        : string.Create(CultureInfo.InvariantCulture, $"v{label.Version}");

    /// <summary>How many versions there are.</summary>
    public static string Versions(int count) => count switch
    {
        0 => "no version yet",
        1 => "1 version",
        _ => string.Create(CultureInfo.InvariantCulture, $"{count:N0} versions"),
    };
}
