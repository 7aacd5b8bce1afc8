namespace LatencyPortal.Gateway.Prompts.Liquid;

/// <summary>
/// Cuts Liquid into the pieces that are rendered one by one, so that it is known which characters of a prompt come from where: Fluid's own
/// tree does not say.
/// </summary>
internal static class LiquidSplitter
{
    private static readonly HashSet<string> Blocks =
        new(["if", "unless", "case", "for", "tablerow", "capture", "ifchanged", "macro"], StringComparer.Ordinal);

    /// <summary>Blocks whose inside is not Liquid.</summary>
    private static readonly HashSet<string> Verbatim = new(["raw", "comment"], StringComparer.Ordinal);

    /// <param name="source">Text that Fluid can parse.</param>
    /// <returns>Start, end and kind of each piece; together they are the source.</returns>
    public static List<(int Start, int End, bool IsTag)> Split(string source)
    {
        var pieces = new List<(int Start, int End, bool IsTag)>();
        for (var at = 0; at < source.Length;)
        {
            var tag = NextTag(source, at);
            if (tag < 0)
                tag = source.Length;
            if (tag > at)
                pieces.Add((at, tag, false));
            if (tag == source.Length)
                break;
            at = EndOf(source, tag);
            pieces.Add((tag, at, true));
        }

        return pieces;
    }

    private static int NextTag(string source, int from)
    {
        for (var at = source.IndexOf('{', from); at >= 0 && at + 1 < source.Length; at = source.IndexOf('{', at + 1))
        {
            if (source[at + 1] is '{' or '%')
                return at;
        }

        return -1;
    }

    /// <summary>Where the piece that begins with a tag ends: behind the tag, or behind the last tag of its block.</summary>
    private static int EndOf(string source, int start)
    {
        var end = EndOfTag(source, start);
        if (source[start + 1] == '{')
            return end;
        var name = NameOf(source, start);
        if (Verbatim.Contains(name))
            return EndOfVerbatim(source, end, name);
        if (!Blocks.Contains(name))
            return end;
        for (var depth = 1; depth > 0;)
        {
            var tag = NextTag(source, end);
            if (tag < 0)
                return source.Length;
            end = EndOfTag(source, tag);
            if (source[tag + 1] == '{')
                continue;
            name = NameOf(source, tag);
            if (Verbatim.Contains(name))
                end = EndOfVerbatim(source, end, name);
            else if (Blocks.Contains(name))
                depth++;
            else if (name.StartsWith("end", StringComparison.Ordinal) && Blocks.Contains(name[3..]))
                depth--;
        }

        return end;
    }

    private static int EndOfVerbatim(string source, int from, string name)
    {
        for (var tag = source.IndexOf("{%", from, StringComparison.Ordinal); tag >= 0; tag = source.IndexOf("{%", tag + 2, StringComparison.Ordinal))
        {
            if (NameOf(source, tag) == "end" + name)
                return EndOfTag(source, tag);
        }

        return source.Length;
    }

    /// <summary>Quotes may hold what would end the tag.</summary>
    private static int EndOfTag(string source, int start)
    {
        var close = source[start + 1] == '{' ? '}' : '%';
        var quote = '\0';
        for (var at = start + 2; at + 1 < source.Length; at++)
        {
            var c = source[at];
            if (quote != '\0')
                quote = c == quote ? '\0' : quote;
            else if (c is '"' or '\'')
                quote = c;
            else if (c == close && source[at + 1] == '}')
                return at + 2;
        }

        return source.Length;
    }

    private static string NameOf(string source, int start)
    {
        var at = start + 2;
        while (at < source.Length && (source[at] == '-' || char.IsWhiteSpace(source[at])))
            at++;
        var end = at;
        while (end < source.Length && char.IsAsciiLetter(source[end]))
            end++;
        return source[at..end];
    }
}
