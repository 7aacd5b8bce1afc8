using System.Text;
using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Text.Jinja.Library;

/// <summary>The filters that make text of text.</summary>
internal static class TextFilters
{
    public static JinjaValue Upper(JinjaValue value, CallArguments arguments, RenderRun run) =>
        new JinjaString(LetterCase.Upper(Text("upper", value, run)));

    public static JinjaValue Lower(JinjaValue value, CallArguments arguments, RenderRun run) =>
        new JinjaString(LetterCase.Lower(Text("lower", value, run)));

    public static JinjaValue Title(JinjaValue value, CallArguments arguments, RenderRun run) =>
        new JinjaString(Texts.Title(Text("title", value, run)));

    public static JinjaValue Capitalize(JinjaValue value, CallArguments arguments, RenderRun run) =>
        new JinjaString(Texts.Capitalize(Text("capitalize", value, run)));

    public static JinjaValue Trim(JinjaValue value, CallArguments arguments, RenderRun run)
    {
        var text = Text("trim", value, run);
        if (arguments.Find(0, "chars") is null or JinjaNone)
            return new JinjaString(Texts.Trim(text));
        var characters = arguments.Text(0, "chars", run);
        run.Text(characters.Length);
        var dropped = characters.ToHashSet();
        var start = 0;
        while (start < text.Length && dropped.Contains(text[start]))
            start++;
        var end = text.Length;
        while (end > start && dropped.Contains(text[end - 1]))
            end--;
        return new JinjaString(text[start..end]);
    }

    public static JinjaValue Replace(JinjaValue value, CallArguments arguments, RenderRun run) =>
        StringMethods.Replace(Text("replace", value, run), arguments, run);

    public static JinjaValue String(JinjaValue value, CallArguments arguments, RenderRun run) =>
        value switch
        {
            JinjaString => value,
            JinjaNone or JinjaUndefined => throw FilterLibrary.Impossible("string", value, run),
            _ => new JinjaString(ValueText.Display(value, run)),
        };

    public static JinjaValue Escape(JinjaValue value, CallArguments arguments, RenderRun run)
    {
        var text = ValueText.Printed(value, run);
        // An escape has five characters at most.
        run.Text(5L * text.Length);
        return new JinjaString(new StringBuilder(text)
            .Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;").Replace("'", "&#39;").Replace("\"", "&#34;")
            .ToString());
    }

    /// <summary>Indents the lines but the first and the empty ones.</summary>
    public static JinjaValue Indent(JinjaValue value, CallArguments arguments, RenderRun run)
    {
        var lines = Text("indent", value, run).Split('\n');
        var indent = arguments.Find(0, "width") is JinjaString text ? text.Value : Spaces(arguments, run);
        var first = arguments.Find(1, "first")?.IsTrue ?? false;
        var blank = arguments.Find(2, "blank")?.IsTrue ?? false;
        run.Step(lines.Length);
        run.Text((long)lines.Length * indent.Length);
        for (var i = 0; i < lines.Length; i++)
        {
            if ((first || i > 0) && (blank || lines[i].Length > 0))
                lines[i] = indent + lines[i];
        }

        return new JinjaString(string.Join('\n', lines));
    }

    private static string Spaces(CallArguments arguments, RenderRun run)
    {
        var width = arguments.Integer(0, "width", run, fallback: 4);
        if (width < 0)
            throw run.Fault("the argument \"width\" must not be negative");
        run.Text(width);
        return new string(' ', (int)width);
    }

    private static string Text(string filter, JinjaValue value, RenderRun run)
    {
        if (value is not JinjaString text)
            throw FilterLibrary.Impossible(filter, value, run);
        run.Text(text.Value.Length);
        return text.Value;
    }
}
