using LatencyPortal.Gateway.Prompts.Templates;

namespace LatencyPortal.Gateway.Prompts.Composition;

/// <summary>
/// Cuts the text of an example segment into turns. A turn begins at a line of the template itself that says <c>user:</c> or
/// <c>assistant:</c>; what a variable holds can begin none.
/// </summary>
internal static class ExampleTurns
{
    private static readonly string[] Roles = ["user", "assistant"];

    /// <exception cref="TemplateException">Text stands in front of the first turn.</exception>
    public static List<(string Role, List<PromptPart> Parts)> Cut(string segment, IReadOnlyList<PromptPart> rendered)
    {
        var turns = new List<(string Role, List<PromptPart> Parts)>();
        for (var i = 0; i < rendered.Count; i++)
        {
            var part = rendered[i];
            if (part.Names.Count > 0 || part.Start < 0)
            {
                Into(part);
                continue;
            }

            var from = 0;
            for (var line = i == 0 ? 0 : NextLine(part.Text, 0); line >= 0; line = NextLine(part.Text, line))
            {
                if (RoleAt(part.Text, line) is not { } role)
                    continue;
                Into(Piece(part, from, line));
                from = line + role.Length + 1;
                turns.Add((role, []));
            }

            Into(Piece(part, from, part.Text.Length));
        }

        foreach (var turn in turns)
            Trim(turn.Parts);
        return turns;

        void Into(PromptPart part)
        {
            if (turns.Count > 0)
                turns[^1].Parts.Add(part);
            else if (!string.IsNullOrWhiteSpace(part.Text))
                throw new TemplateException([new TemplateProblem($"Segment {segment}: each example begins with a line user: or assistant:.", segment)]);
        }
    }

    private static int NextLine(string text, int from)
    {
        var end = text.IndexOf('\n', from);
        return end < 0 ? -1 : end + 1;
    }

    private static string? RoleAt(string text, int line) =>
        Roles.FirstOrDefault(role => string.CompareOrdinal(text, line, role, 0, role.Length) == 0 && line + role.Length < text.Length && text[line + role.Length] == ':');

    private static PromptPart Piece(PromptPart part, int from, int to) =>
        part with { Start = part.Start + from, Length = to - from, Text = part.Text[from..to] };

    /// <summary>Blanks of the template around a turn are layout.</summary>
    private static void Trim(List<PromptPart> parts)
    {
        if (parts is [var first, ..] && first.Names.Count == 0)
        {
            var text = first.Text.TrimStart();
            parts[0] = first with { Start = first.Start + first.Text.Length - text.Length, Length = text.Length, Text = text };
        }

        if (parts is [.., var last] && last.Names.Count == 0)
            parts[^1] = last with { Length = last.Text.TrimEnd().Length, Text = last.Text.TrimEnd() };
        parts.RemoveAll(part => part.Text.Length == 0);
    }
}
