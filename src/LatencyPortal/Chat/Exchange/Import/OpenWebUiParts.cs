using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using LatencyPortal.Data;

namespace LatencyPortal.Chat.Exchange.Import;

/// <summary>
/// Takes apart what Open WebUI keeps as HTML <c>details</c> within an answer's text: what the model thought, and the tools it asked for.
/// </summary>
/// <param name="Text">The answer without them.</param>
/// <param name="Reasoning">The thoughts.</param>
/// <param name="Tools">The tools.</param>
/// <param name="ThoughtMs">How long it thought, in ms; null when that is not said.</param>
internal sealed partial record OpenWebUiParts(string Text, string Reasoning, IReadOnlyList<ToolCall> Tools, double? ThoughtMs)
{
    /// <summary>A text that takes longer to search is kept as it is.</summary>
    private const int Longest = 4_000_000;

    // Searches in one pass, whatever the text.
    private static readonly Regex Details = new("""<details (?<attributes>type="[a-z_]+"[^<>]*)>(?<body>.*?)</details>""", RegexOptions.Singleline | RegexOptions.NonBacktracking);

    public static OpenWebUiParts Of(string text)
    {
        if (!text.Contains("<details type=\"", StringComparison.Ordinal) || text.Length > Longest)
            return new OpenWebUiParts(text, "", [], null);

        var thoughts = new List<string>();
        var tools = new List<ToolCall>();
        double? thoughtMs = null;
        var rest = Details.Replace(text, found =>
        {
            var attributes = Attribute().Matches(found.Groups["attributes"].Value).ToLookup(pair => pair.Groups["name"].Value, pair => WebUtility.HtmlDecode(pair.Groups["value"].Value));
            switch (attributes["type"].FirstOrDefault())
            {
                case "reasoning":
                    thoughts.Add(Thought(found.Groups["body"].Value));
                    if (double.TryParse(attributes["duration"].FirstOrDefault(), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and < 1e6)
                        thoughtMs = (thoughtMs ?? 0) + (seconds * 1000);
                    return "";
                case "tool_calls":
                    tools.Add(new ToolCall(attributes["name"].FirstOrDefault() ?? "", attributes["arguments"].FirstOrDefault() ?? ""));
                    return "";
                default:
                    return found.Value;
            }
        });
        return new OpenWebUiParts(rest.Trim(), string.Join("\n\n", thoughts.Where(thought => thought.Length > 0)), tools, thoughtMs);
    }

    // Its lines are quoted and written as HTML text.
    private static string Thought(string body) => string.Join('\n', WebUtility.HtmlDecode(Summary().Replace(body, "", 1)).Trim().Split('\n')
        .Select(line => line.StartsWith("> ", StringComparison.Ordinal) ? line[2..] : line == ">" ? "" : line));

    [GeneratedRegex("^\\s*<summary>[^<]*</summary>")]
    private static partial Regex Summary();

    [GeneratedRegex("(?<name>[a-z_]+)=\"(?<value>[^\"]*)\"")]
    private static partial Regex Attribute();
}
