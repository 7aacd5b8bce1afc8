namespace LatencyPortal.Gateway.Prompts.Templates;

/// <summary>What templates, segments and labels may be called.</summary>
public static class TemplateNames
{
    /// <summary>Longest name in characters.</summary>
    public const int Longest = 64;

    /// <summary>What no new template may be called: the page of the cache rules has this address. One that has the name already can still be asked for.</summary>
    public const string Reserved = "families";

    /// <summary>Why no new template may be called <see cref="Reserved"/>, as a sentence.</summary>
    public const string ReservedProblem = "No template can be called families: the page of the cache rules has that address.";

    /// <summary>Lower-case letters, digits and hyphens, a letter in front.</summary>
    public static bool IsName(string? name) =>
        name is { Length: > 0 and <= Longest } && char.IsAsciiLetterLower(name[0]) && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
