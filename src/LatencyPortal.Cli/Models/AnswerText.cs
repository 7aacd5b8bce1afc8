using System.Text.RegularExpressions;

namespace LatencyPortal.Cli.Models;

/// <summary>An answer taken apart.</summary>
/// <param name="Text">What stands after the source line, white space folded.</param>
/// <param name="Source">The help entry that the source line links to; null without such a line.</param>
internal sealed partial record AnswerText(string Text, string? Source)
{
    public static AnswerText Of(string answer)
    {
        var line = SourceLine().Match(answer);
        return line.Success
            ? new AnswerText(Fold(answer[line.Length..]), line.Groups["id"].Value)
            : new AnswerText(Fold(answer), null);
    }

    /// <summary>Runs of white space become one space.</summary>
    public static string Fold(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    [GeneratedRegex(@"^\s*\[[^\]]*\]\(/help/(?<id>[^)\s]+)\)[ \t]*(\n|$)", RegexOptions.CultureInvariant)]
    private static partial Regex SourceLine();
}
