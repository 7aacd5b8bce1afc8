using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Text.Jinja.Library;

/// <summary>The methods that cut a string into a list.</summary>
internal static class Splitting
{
    public static JinjaValue Split(string text, CallArguments arguments, RenderRun run)
    {
        var most = arguments.Integer(1, "maxsplit", run, fallback: -1);
        if (most < 0)
            most = long.MaxValue;
        run.Text(text.Length);
        var separator = arguments.Find(0, "sep");
        var parts = separator is null or JinjaNone
            ? AtSpace(text, most)
            : At(text, arguments.Text(0, "sep", run), most, run);
        return ToList(parts, run);
    }

    public static JinjaValue SplitLines(string text, CallArguments arguments, RenderRun run)
    {
        run.Text(text.Length);
        var lines = new List<string>();
        foreach (var line in text.AsSpan().EnumerateLines())
            lines.Add(line.ToString());
        // The end of the last line begins no line.
        if (lines[^1].Length == 0)
            lines.RemoveAt(lines.Count - 1);
        return ToList(lines, run);
    }

    private static List<string> At(string text, string separator, long most, RenderRun run)
    {
        if (separator.Length == 0)
            throw run.Fault("the separator of \"split\" is empty");
        var parts = new List<string>();
        var search = new TextSearch(separator, run);
        var start = 0;
        while (parts.Count < most)
        {
            run.Step();
            var end = search.Find(text, start);
            if (end < 0)
                break;
            parts.Add(text[start..end]);
            start = end + separator.Length;
        }

        parts.Add(text[start..]);
        return parts;
    }

    /// <summary>Runs of white space separate; what is left over after the last split keeps its white space.</summary>
    private static List<string> AtSpace(string text, long most)
    {
        var parts = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            if (Texts.IsSpace(text[at]))
            {
                at++;
                continue;
            }

            var end = at;
            while (end < text.Length && !Texts.IsSpace(text[end]))
                end++;
            if (parts.Count >= most)
                end = text.Length;
            parts.Add(text[at..end]);
            at = end;
        }

        return parts;
    }

    private static JinjaList ToList(List<string> parts, RenderRun run)
    {
        run.Step(parts.Count);
        return new JinjaList([.. parts.Select(JinjaValue.From)]);
    }
}
