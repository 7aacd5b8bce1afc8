using Markdig.Helpers;
using Markdig.Parsers;
using Markdig.Syntax;

namespace LatencyPortal.Controls.Markdown;

/// <summary>
/// Reads formulas within a text; see <see cref="MathDelimiters"/>. Prices are no formulas: a single dollar opens only before and closes
/// only behind something else than a space, and does not close before a digit (the rule of Pandoc's <c>tex_math_dollars</c>); the next
/// dollar closes it or it is none, and a number with words behind it is none. A formula in single dollars or round brackets stands in one
/// line.
/// </summary>
internal sealed class MathInlineParser : InlineParser
{
    public MathInlineParser() => OpeningCharacters = ['$', '\\'];

    public override bool Match(InlineProcessor processor, ref StringSlice slice)
    {
        if (slice.PeekCharExtra(-1) == '$')
            return false;
        var text = slice.AsSpan();
        if (!MathDelimiters.TryRead(text, IsInRow(slice), out var math))
            return false;
        var start = processor.GetSourcePosition(slice.Start, out var line, out var column);
        processor.Inline = new MathInline
        {
            Tex = text[math.Content].Trim().ToString(),
            IsDisplay = math.IsDisplay,
            Line = line,
            Column = column,
            Span = new SourceSpan(start, processor.GetSourcePosition(slice.Start + math.Length - 1)),
        };
        slice.Start += math.Length;
        return true;
    }

    private static bool IsInRow(StringSlice slice)
    {
        var before = slice.Text.AsSpan(0, slice.Start);
        return before[(before.LastIndexOf('\n') + 1)..].TrimStart() is ['|', ..];
    }
}
