using LatencyPortal.Controls.Markdown;
using Markdig.Syntax;

namespace LatencyPortal.Chat.Streaming;

/// <summary>
/// Turns text that is still arriving into changes of what is shown. Top-level blocks before the last one settle when a line has ended, and
/// never change again; of the last one only what may still change is parsed, and only what differs is sent. So parsing, bytes and memory
/// grow with the length of the text and not with its square, also within one long block. The one exception is a link definition that
/// comes after its use: it patches the blocks that use it.
/// </summary>
internal sealed class MarkdownStream
{
    /// <summary>Open text up to so many characters is parsed with every flush.</summary>
    private const int Small = 4096;

    /// <summary>A larger one is parsed when it has grown by this part of it: what is parsed in all stays a multiple of the text.</summary>
    private const int GrowthPart = 64;

    /// <summary>From so many characters on it pays to look for what is done within an open block.</summary>
    private const int WorthGrowing = 160;

    private readonly TextBuffer _text = new();
    private readonly GrowingElement _body = new(new DomElement("div"), 0);
    private readonly LinkDefinitions _definitions = new();
    private readonly List<SettledBlock> _mayRefer = [];
    private Growth? _growth;
    private FenceGrowth? _fence;
    private int _start;
    private int _judged;
    private int _shown;
    private int _settledSent;
    private int _noGrowthBelow;

    /// <summary>The whole text so far.</summary>
    public string Text => _text.ToString();

    /// <summary>UTF-16 units so far.</summary>
    public int Length => _text.Length;

    /// <summary>UTF-16 units that were given to the parser so far.</summary>
    public long ParsedLength { get; private set; }

    /// <summary>The blocks that will not change any more, but for a late link definition.</summary>
    public IReadOnlyList<DomNode> Settled => _body.Element.Children;

    private int Safe => _growth?.Safe ?? _start;

    /// <summary>A long open text is not parsed for every word that is added to it.</summary>
    private bool IsTimeToParse => _text.Length - Safe is var open && (open <= Small || (long)(_text.Length - _shown) * GrowthPart >= open);

    public void Append(ReadOnlySpan<char> text) => _text.Append(text);

    /// <summary>What changed since the last call.</summary>
    public MarkdownBatch Flush()
    {
        using var batch = new BatchWriter();
        if (_fence is not null || IsTimeToParse)
            Read(batch);
        TellSettled(batch);
        return batch.ToBatch();
    }

    /// <summary>The last changes: nothing is healed any more, and what has settled is compared with the whole text once.</summary>
    public MarkdownBatch Complete()
    {
        using var batch = new BatchWriter();
        Read(batch);
        if (_fence is not null)
        {
            _fence.Finish(_text, batch);
        }
        else
        {
            LeaveGrowth();
            _body.Show(ParsedText.Nodes(Parse(_text.Length).Blocks), batch);
        }

        _body.Freeze(_body.Tail.Count);
        Correct(SafeMarkdown.ToDom(Text), batch);
        TellSettled(batch);
        return batch.ToBatch();
    }

    private void Read(BatchWriter batch)
    {
        var settled = new List<DomNode>();
        ParsedText? lines = null;
        while (true)
        {
            // 1. Code runs to the line that closes it.
            if (_fence is not null)
            {
                var end = _fence.Read(_text, batch);
                if (end < 0)
                    return;
                _fence.Finish();
                _body.Freeze(1);
                (_fence, _start, _judged) = (null, end, end);
            }

            // 2. Of the lines that have ended, all blocks but the last are settled.
            if (_text.LineEnd <= Math.Max(_judged, Safe))
                break;
            _judged = _text.LineEnd;
            lines = Parse(_text.LineEnd);
            var done = Done(lines);
            if (lines.Blocks is [.., FencedCodeBlock fence] && done == lines.Blocks.Count - 1)
            {
                if (!TrySettle(lines, done, settled, batch))
                    continue;
                var opening = lines.LineOf(fence);
                _fence = new FenceGrowth(fence, _start + (lines.Text.IndexOf('\n', opening) + 1 - opening));
                _body.Show([.. settled, _fence.Block], batch);
                _body.Freeze(settled.Count);
                settled.Clear();
            }
            else if (done > 0)
            {
                if (!TrySettle(lines, done, settled, batch))
                    continue;
                lines = null;
                break;
            }
            else
            {
                break;
            }
        }

        Show(settled, lines, batch);
    }

    /// <summary>
    /// How many blocks can be taken away so that what is left reads the same without them: the parser takes some indented lines for another
    /// block when a list stands above.
    /// </summary>
    private int Done(ParsedText lines)
    {
        for (var count = lines.Done; count > 0; count--)
        {
            var rest = lines.Text[lines.LineOf(lines.Blocks[count])..];
            ParsedLength += rest.Length;
            if (new ParsedText("", rest, rest.Length).Blocks is [var first, ..] && first.GetType() == lines.Blocks[count].GetType())
                return count;
        }

        return 0;
    }

    /// <summary>Takes the first blocks of what was parsed out of the open text; false when it has to be parsed anew, whole.</summary>
    private bool TrySettle(ParsedText lines, int count, List<DomNode> settled, BatchWriter batch)
    {
        var next = count < lines.Blocks.Count ? lines.LineOf(lines.Blocks[count]) : lines.Text.Length;
        var growth = _growth;
        if (count > 0 && growth is not null)
        {
            if (!TryShowGrowth(lines, batch))
            {
                GiveUpGrowth();
                _judged = _start;
                return false;
            }

            LeaveGrowth();
        }

        // Their place in the text, to find those that a later definition concerns.
        var end = (growth?.Safe ?? _start) + next - lines.Start - (growth?.Context.Length ?? 0);
        for (var i = 0; i < count; i++)
        {
            var nodes = i == 0 && growth is not null ? [growth.Block] : ParsedText.Nodes([lines.Blocks[i]]);
            var source = i == 0 && growth is not null
                ? _text.Slice(_start, Math.Min(end, _text.Length))
                : lines.Text.AsSpan(lines.LineOf(lines.Blocks[i])..(i + 1 < lines.Blocks.Count ? lines.LineOf(lines.Blocks[i + 1]) : next));
            if (nodes.Count == 1 && source.Contains('['))
                _mayRefer.Add(new SettledBlock(_body.Element.Children.Count + settled.Count, source.ToString()));
            settled.AddRange(nodes);
        }

        if (_definitions.Take(lines.Document, lines.Start, next))
            Patch(batch, _body.Element.Children.Count);
        _start = end;
        return true;
    }

    /// <summary>Shows the open text, healed, behind what has settled just now.</summary>
    private void Show(List<DomNode> settled, ParsedText? lines, BatchWriter batch)
    {
        var open = Parse(_text.WholeLength, heal: true).WithoutOpenAddress();
        if (_growth is not null && (open.Blocks.Count == 0 || !TryShowGrowth(open, batch)))
        {
            GiveUpGrowth();
            open = Parse(_text.WholeLength, heal: true).WithoutOpenAddress();
        }

        var nodes = _growth is null ? ParsedText.Nodes(open.Blocks) : [_growth.Block, .. ParsedText.Nodes(open.Blocks.Skip(1))];
        _body.Show([.. settled, .. nodes], batch);
        _body.Freeze(settled.Count);
        _shown = _text.Length;

        if (_growth is not null)
        {
            if (!_growth.NeedsWholeLines)
                _growth.Advance(open);
            else if (lines is { Blocks.Count: 1 })
                _growth.Advance(lines);
        }
        else if (open.Blocks is [var block] && nodes is [var node] && _text.Length - _start >= WorthGrowing && _text.Length >= _noGrowthBelow)
        {
            _growth = Growth.Of(block, lines?.Blocks is [var whole] ? whole : null, node, _start);
        }
    }

    private bool TryShowGrowth(ParsedText parsed, BatchWriter batch)
    {
        if (parsed.Blocks.Count == 0 || _growth!.Read(parsed) is not { } tail)
            return false;
        // What is behind the block must go before anything in the block can be reached as the last.
        if (_body.Tail.Count > 1 && !DomNode.AreEqual(tail, _growth.Inside.Tail))
            _body.Show([_growth.Block], batch);
        _growth.Inside.Show(tail, batch);
        return true;
    }

    /// <summary>It became another kind of block. The next try waits, so that a text that goes to and fro does not cost its square.</summary>
    private void GiveUpGrowth()
    {
        LeaveGrowth();
        _noGrowthBelow = _text.Length + ((_text.Length - _start) / 4);
    }

    private void LeaveGrowth()
    {
        _growth?.Inside.Finish();
        _growth = null;
    }

    private ParsedText Parse(int end, bool heal = false)
    {
        var source = _text.Slice(Safe, end);
        var definitions = source.Contains('[') ? _definitions.Prefix : "";
        var text = string.Concat(_growth?.Context, source);
        ParsedLength += definitions.Length + text.Length;
        if (!heal)
            return new ParsedText(definitions, text, text.Length);
        var healed = TailHealer.Heal(text);
        return new ParsedText(definitions, healed, text.AsSpan().CommonPrefixLength(healed));
    }

    /// <summary>A definition came: blocks that have settled without it may look otherwise now.</summary>
    private void Patch(BatchWriter batch, int known)
    {
        foreach (var (index, source) in _mayRefer)
        {
            if (index >= known)
                continue;
            ParsedLength += source.Length;
            if (ParsedText.Nodes(new ParsedText(_definitions.Prefix, source, source.Length).Blocks) is [var node])
                Replace(index, node, batch);
        }
    }

    private void Correct(List<DomNode> whole, BatchWriter batch)
    {
        ParsedLength += _text.Length;
        var shown = _body.Element.Children;
        for (var i = 0; i < Math.Min(shown.Count, whole.Count); i++)
            Replace(i, whole[i], batch);
        if (shown.Count == whole.Count)
            return;
        var same = Math.Min(shown.Count, whole.Count);
        batch.Change(0, same, -1, whole.Skip(same));
        shown.RemoveRange(same, shown.Count - same);
        shown.AddRange(whole.Skip(same));
    }

    private void Replace(int index, DomNode node, BatchWriter batch)
    {
        if (DomNode.AreEqual(_body.Element.Children[index], node))
            return;
        _body.Element.Children[index] = node;
        batch.Patch(index, node);
    }

    private void TellSettled(BatchWriter batch)
    {
        if (_body.Element.Children.Count <= _settledSent)
            return;
        _settledSent = _body.Element.Children.Count;
        batch.Settle(_settledSent);
    }
}
