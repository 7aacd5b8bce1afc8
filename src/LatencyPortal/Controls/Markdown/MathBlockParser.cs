using Markdig.Helpers;
using Markdig.Parsers;
using Markdig.Syntax;

namespace LatencyPortal.Controls.Markdown;

/// <summary>
/// Reads <c>$$</c> or <c>\[</c> on a line of its own, up to the line that ends with <c>$$</c> or <c>\]</c>, or all of it in one line. A blank
/// line ends it too, as it does in TeX: a lone delimiter must not swallow the rest of an answer.
/// </summary>
internal sealed class MathBlockParser : BlockParser
{
    public MathBlockParser() => OpeningCharacters = ['$', '\\'];

    public override BlockState TryOpen(BlockProcessor processor)
    {
        if (processor.IsCodeIndent)
            return BlockState.None;
        var line = processor.Line.AsSpan().TrimEnd();
        var closing = line.StartsWith("$$", StringComparison.Ordinal) ? "$$" : line.StartsWith("\\[", StringComparison.Ordinal) ? "\\]" : null;
        if (closing is null)
            return BlockState.None;
        var content = line[2..].Trim();
        var isWhole = content.Length > 2 && content.IndexOf(closing, StringComparison.Ordinal) == content.Length - 2;
        if (content.Length > 0 && !isWhole)
            return BlockState.None;
        var block = new MathBlock(this)
        {
            Opening = line[..2].ToString(),
            Closing = closing,
            IsClosed = isWhole,
            Line = processor.LineIndex,
            Column = processor.Column,
            Span = new SourceSpan(processor.Start, processor.Line.End),
            NewLine = processor.Line.NewLine,
        };
        processor.NewBlocks.Push(block);
        if (!isWhole)
            return BlockState.ContinueDiscard;
        Append(block, content[..^2], processor);
        return BlockState.BreakDiscard;
    }

    public override BlockState TryContinue(BlockProcessor processor, Block block)
    {
        var math = (MathBlock)block;
        if (processor.IsBlankLine)
            return BlockState.Break;
        var line = processor.Line.AsSpan().TrimEnd();
        math.UpdateSpanEnd(processor.Line.End);
        if (!line.EndsWith(math.Closing, StringComparison.Ordinal))
        {
            Append(math, line, processor);
            return BlockState.ContinueDiscard;
        }

        math.IsClosed = true;
        if (!line[..^2].IsWhiteSpace())
            Append(math, line[..^2], processor);
        return BlockState.BreakDiscard;
    }

    private static void Append(MathBlock math, ReadOnlySpan<char> line, BlockProcessor processor)
    {
        var text = new StringSlice(line.Trim().ToString());
        math.AppendLine(ref text, processor.Column, processor.LineIndex, processor.Start, trackTrivia: false);
    }
}
