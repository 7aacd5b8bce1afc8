using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Text.Jinja.Library;

/// <summary>
/// The methods of strings. As in the reference, <c>strip</c> and its kin drop white space whatever
/// characters they are given.
/// </summary>
internal static class StringMethods
{
    private static readonly Dictionary<string, Func<string, CallArguments, RenderRun, JinjaValue>> Methods =
        new(StringComparer.Ordinal)
        {
            ["upper"] = (text, _, run) => Changed(text, LetterCase.Upper, run),
            ["lower"] = (text, _, run) => Changed(text, LetterCase.Lower, run),
            ["title"] = (text, _, run) => Changed(text, Texts.Title, run),
            ["capitalize"] = (text, _, run) => Changed(text, Texts.Capitalize, run),
            ["strip"] = (text, _, run) => Changed(text, Texts.Trim, run),
            ["lstrip"] = (text, _, run) => Changed(text, Texts.TrimStart, run),
            ["rstrip"] = (text, _, run) => Changed(text, Texts.TrimEnd, run),
            ["startswith"] = (text, arguments, run) => HasAffix(text, arguments, run, text.StartsWith),
            ["endswith"] = (text, arguments, run) => HasAffix(text, arguments, run, text.EndsWith),
            ["split"] = Splitting.Split,
            ["splitlines"] = Splitting.SplitLines,
            ["replace"] = Replace,
            ["find"] = Index,
            ["count"] = Count,
            ["join"] = Join,
            ["removeprefix"] = (text, arguments, run) =>
                RemoveAffix(text, arguments.Text(0, "prefix", run), text.StartsWith, affix => text[affix..], run),
            ["removesuffix"] = (text, arguments, run) =>
                RemoveAffix(text, arguments.Text(0, "suffix", run), text.EndsWith, affix => text[..^affix], run),
            ["isdigit"] = (text, _, run) => All(text, char.IsDigit, run),
            ["isalpha"] = (text, _, run) => All(text, char.IsLetter, run),
            ["isalnum"] = (text, _, run) => All(text, char.IsLetterOrDigit, run),
            ["isspace"] = (text, _, run) => All(text, char.IsWhiteSpace, run),
            ["isupper"] = (text, _, run) => HasCase(text, char.IsLower, char.IsUpper, run),
            ["islower"] = (text, _, run) => HasCase(text, char.IsUpper, char.IsLower, run),
        };

    public static JinjaFunction? Find(string text, string name) =>
        Methods.TryGetValue(name, out var method)
            ? new JinjaFunction((arguments, run) => method(text, arguments, run))
            : null;

    public static JinjaString Replace(string text, CallArguments arguments, RenderRun run)
    {
        var old = arguments.Text(0, "old", run);
        var replacement = arguments.Text(1, "new", run);
        var count = arguments.Find(2, "count") switch
        {
            null or JinjaNone => long.MaxValue,
            JinjaInteger number => number.Value < 0 ? long.MaxValue : number.Value,
            var other => throw run.Fault($"the argument \"count\" must be an integer, not {other.TypeName}"),
        };
        run.Text(text.Length);
        if (replacement.Length > old.Length)
            run.Text(Texts.ReplacedLength(text, old, replacement, count));
        return new JinjaString(Texts.Replace(text, old, replacement, count, run));
    }

    private static JinjaString Changed(string text, Func<string, string> change, RenderRun run)
    {
        run.Text(text.Length);
        return new JinjaString(change(text));
    }

    /// <summary>With a list, whether any of its items is the affix.</summary>
    private static JinjaBoolean HasAffix(
        string text, CallArguments arguments, RenderRun run, Func<string, StringComparison, bool> test)
    {
        var affixes = arguments.Find(0, "prefix") is JinjaList list ? list.Items : [new JinjaString(arguments.Text(0, "prefix", run))];
        foreach (var item in affixes)
        {
            run.Step();
            if (item is not JinjaString affix)
                throw run.Fault("the items of the argument must be strings");
            run.Text(Math.Min(text.Length, affix.Value.Length));
            if (test(affix.Value, StringComparison.Ordinal))
                return JinjaBoolean.True;
        }

        return JinjaBoolean.False;
    }

    private static JinjaInteger Index(string text, CallArguments arguments, RenderRun run)
    {
        run.Text(text.Length);
        return new JinjaInteger(new TextSearch(arguments.Text(0, "sub", run), run).Find(text, 0));
    }

    private static JinjaInteger Count(string text, CallArguments arguments, RenderRun run)
    {
        var part = arguments.Text(0, "sub", run);
        run.Text(text.Length);
        if (part.Length == 0)
            return new JinjaInteger(text.Length + 1);
        var search = new TextSearch(part, run);
        var count = 0;
        for (var at = search.Find(text, 0); at >= 0; at = search.Find(text, at + part.Length))
            count++;
        return new JinjaInteger(count);
    }

    private static JinjaString Join(string text, CallArguments arguments, RenderRun run)
    {
        if (arguments.Find(0, "iterable") is not JinjaList list)
            throw run.Fault("the argument of \"join\" must be a list");
        return new JinjaString(ValueText.Join(text, list.Items, ItemText, run));

        static string ItemText(JinjaValue item, RenderRun run) =>
            (item as JinjaString ?? throw run.Fault("the items to join must be strings")).Value;
    }

    private static JinjaString RemoveAffix(
        string text, string affix, Func<string, StringComparison, bool> test, Func<int, string> remove, RenderRun run)
    {
        run.Text(text.Length);
        return new JinjaString(affix.Length > 0 && test(affix, StringComparison.Ordinal) ? remove(affix.Length) : text);
    }

    private static JinjaValue All(string text, Func<char, bool> test, RenderRun run)
    {
        run.Text(text.Length);
        return JinjaValue.From(text.Length > 0 && text.All(test));
    }

    private static JinjaValue HasCase(string text, Func<char, bool> wrong, Func<char, bool> right, RenderRun run)
    {
        run.Text(text.Length);
        return JinjaValue.From(text.Any(right) && !text.Any(wrong));
    }
}
