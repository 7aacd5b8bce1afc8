using System.IO.Enumeration;

namespace LatencyPortal.Gateway.Prompts.Families;

/// <summary>Patterns of model names with <c>*</c>.</summary>
internal static class ModelPattern
{
    /// <summary>Characters that the longest matching pattern names, plus 1; 0 for no patterns; <see langword="null"/> when none matches.</summary>
    public static int? Rank(IReadOnlyList<string> patterns, string model)
    {
        if (patterns.Count == 0)
            return 0;
        int? best = null;
        foreach (var pattern in patterns)
        {
            if (FileSystemName.MatchesSimpleExpression(pattern, model, ignoreCase: true))
                best = Math.Max(best ?? 0, 1 + pattern.Length - pattern.AsSpan().Count('*'));
        }

        return best;
    }
}
