using System.Text;
using LatencyPortal.Decoding.Text.Jinja.Library;

namespace LatencyPortal.Decoding.Text.Jinja.Syntax;

/// <summary>
/// A template after the passes that work on its bare characters, before it is cut into tokens:
/// <c>lstrip_blocks</c>, <c>trim_blocks</c>, and the removal of the <c>generation</c> tags with which
/// training marks an assistant's text. The passes do not know strings from tags, nor does the
/// reference.
/// </summary>
internal sealed class TemplateSource
{
    public const int MaxLength = 1 << 20;

    private readonly StringBuilder _text = new();
    private readonly List<int> _lines = [];

    private TemplateSource()
    {
    }

    public string Text { get; private set; } = "";

    public static TemplateSource Prepare(string source)
    {
        if (source.Length > MaxLength)
            throw new JinjaException(JinjaErrorKind.Limit, 1, $"the template is longer than {MaxLength} characters");
        var result = Read(source).StripLineStarts().TrimLineEnds().RemoveGenerationTags();
        result.Text = result._text.ToString();
        return result;
    }

    /// <summary>The line of the source that a character comes from; that of the last one for positions beyond.</summary>
    public int LineAt(int position) => _lines.Count == 0 ? 1 : _lines[Math.Min(position, _lines.Count - 1)];

    /// <summary>One newline at the very end does not count.</summary>
    private static TemplateSource Read(string source)
    {
        var result = new TemplateSource();
        var line = 1;
        foreach (var character in source.EndsWith('\n') ? source.AsSpan(0, source.Length - 1) : source)
        {
            result.Add(character, line);
            if (character == '\n')
                line++;
        }

        return result;
    }

    /// <summary><c>lstrip_blocks</c>: drops blanks between the start of a line and a block or comment.</summary>
    private TemplateSource StripLineStarts()
    {
        var text = _text.ToString();
        var result = new TemplateSource();
        for (var i = 0; i < text.Length;)
        {
            if (i == 0 || text[i - 1] is '\n' or '\r' or '\u2028' or '\u2029')
            {
                var end = i;
                while (end < text.Length && text[end] is ' ' or '\t')
                    end++;
                var opens = end + 1 < text.Length && text[end] == '{' && text[end + 1] is '#' or '%' or '-';
                // Either way these blanks are done with.
                if (!opens)
                    result.AddRange(this, text, i, end);
                if (end > i)
                {
                    i = end;
                    continue;
                }
            }

            result.Add(text[i], _lines[i]);
            i++;
        }

        return result;
    }

    /// <summary><c>trim_blocks</c>: drops the newline after a block or comment.</summary>
    private TemplateSource TrimLineEnds()
    {
        var text = _text.ToString();
        var result = new TemplateSource();
        for (var i = 0; i < text.Length; i++)
        {
            var closes = text[i] == '\n' && i >= 2 && text[i - 1] == '}' && text[i - 2] is '#' or '%' or '-';
            if (!closes)
                result.Add(text[i], _lines[i]);
        }

        return result;
    }

    /// <summary>
    /// Removes <c>{% generation %}</c> and <c>{% endgeneration %}</c>, with the space at the sides
    /// marked by <c>-</c>. Space after one tag no longer counts as space before the next.
    /// </summary>
    private TemplateSource RemoveGenerationTags()
    {
        var text = _text.ToString();
        var result = new TemplateSource();
        var done = 0;
        for (var at = text.IndexOf("{%", StringComparison.Ordinal);
             at >= 0;
             at = text.IndexOf("{%", Math.Max(at + 1, done), StringComparison.Ordinal))
        {
            if (!IsGenerationTag(text, at, out var end, out var stripsBefore, out var stripsAfter))
                continue;
            var before = at;
            while (before > done && Texts.IsSpace(text[before - 1]))
                before--;
            result.AddRange(this, text, done, stripsBefore ? before : at);
            var after = end;
            while (after < text.Length && Texts.IsSpace(text[after]))
                after++;
            if (!stripsAfter)
                result.AddRange(this, text, end, after);
            done = after;
        }

        result.AddRange(this, text, done, text.Length);
        return result;
    }

    private static bool IsGenerationTag(string text, int start, out int end, out bool stripsBefore, out bool stripsAfter)
    {
        end = start + 2;
        stripsBefore = Skip(text, ref end, "-");
        SkipSpace(text, ref end);
        Skip(text, ref end, "end");
        var named = Skip(text, ref end, "generation");
        SkipSpace(text, ref end);
        stripsAfter = Skip(text, ref end, "-");
        return named && Skip(text, ref end, "%}");
    }

    private static bool Skip(string text, ref int at, string expected)
    {
        if (string.CompareOrdinal(text, at, expected, 0, expected.Length) != 0)
            return false;
        at += expected.Length;
        return true;
    }

    private static void SkipSpace(string text, ref int at)
    {
        while (at < text.Length && Texts.IsSpace(text[at]))
            at++;
    }

    private void Add(char character, int line)
    {
        _text.Append(character);
        _lines.Add(line);
    }

    private void AddRange(TemplateSource from, string text, int start, int end)
    {
        for (var i = start; i < end; i++)
            Add(text[i], from._lines[i]);
    }
}
