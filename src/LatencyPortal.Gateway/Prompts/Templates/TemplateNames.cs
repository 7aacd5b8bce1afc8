namespace LatencyPortal.Gateway.Prompts.Templates;

/// <summary>What templates, segments and labels may be called.</summary>
public static class TemplateNames
{
    /// <summary>Longest name in characters.</summary>
    public const int Longest = 64;

    /// <summary>Lower-case letters, digits and hyphens, a letter in front.</summary>
    public static bool IsName(string? name) =>
        name is { Length: > 0 and <= Longest } && char.IsAsciiLetterLower(name[0]) && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
