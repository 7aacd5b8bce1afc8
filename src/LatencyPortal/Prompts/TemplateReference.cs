using System.Globalization;

namespace LatencyPortal.Prompts;

/// <summary>How a request names a template: <c>name</c>, <c>name@label</c> or <c>name@version</c>.</summary>
/// <param name="Name">The template.</param>
/// <param name="Label">The label; <see langword="null"/> where a version is named.</param>
/// <param name="Version">The version; <see langword="null"/> where a label is named.</param>
internal sealed record TemplateReference(string Name, string? Label, int? Version)
{
    /// <summary>What a name alone means.</summary>
    public const string Production = "production";

    /// <summary>The version that was saved last.</summary>
    public const string Draft = "draft";

    public static TemplateReference Parse(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        if (at < 0)
            return new TemplateReference(text.Trim(), Production, null);
        var (name, which) = (text[..at].Trim(), text[(at + 1)..].Trim());
        return int.TryParse(which, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? new TemplateReference(name, null, version)
            : new TemplateReference(name, which.Length == 0 ? Production : which, null);
    }

    public override string ToString() => Version is { } version
        ? string.Create(CultureInfo.InvariantCulture, $"{Name}@{version}")
        : Label == Production ? Name : $"{Name}@{Label}";
}
