using System.Net;

namespace LatencyPortal.Chat.Anatomy;

/// <summary>
/// Finds for every visible character of one block where it stands in the Markdown of that block. Visible text is nearly a
/// subsequence of its source: what lies between is skipped. Where it is not, the search is bounded, so that the whole is linear.
/// </summary>
internal sealed class BlockAligner
{
    /// <summary>How far ahead a lost place is looked for.</summary>
    private const int Window = 512;
    private const int LongestEntity = 34;
    private const int Sure = 4;

    private readonly string _source;
    private readonly int _last;
    private readonly int _end;
    private int _at;
    private int _budget;

    /// <summary>Begins a block.</summary>
    /// <param name="source">The Markdown.</param>
    /// <param name="start">Where the block begins.</param>
    /// <param name="end">Where the next one begins.</param>
    public BlockAligner(string source, int start, int end)
    {
        (_source, _at, _end) = (source, start, end);
        _last = Math.Max(start, end - 1);
        _budget = 4096 + (8 * (end - start));
    }

    /// <summary>Places of the characters of a text node, ascending.</summary>
    public void Take(VisibleRun run, List<int> places)
    {
        if (run.IsChrome)
        {
            if (run.IsImage)
                SkipImage();
            for (var i = 0; i < run.Text.Length; i++)
                places.Add(_at);
            return;
        }

        if (run.IsCode)
            SkipFence();
        for (var i = 0; i < run.Text.Length;)
        {
            var length = run.IsCode ? 0 : SkipToLiteral(run.Text, i);
            if (length == 0 && !Seek(run.Text, i))
            {
                places.Add(Math.Min(_at, _last));
                i++;
                continue;
            }

            var (taken, width) = length > 0 ? Special(run.Text, i) : (1, 1);
            for (var k = 0; k < taken; k++)
                places.Add(_at);
            i += taken;
            _at += width;
        }
    }

    /// <summary>Passes the address of a link, and says whether an escape or an entity stands here for the next character.</summary>
    private int SkipToLiteral(string text, int i)
    {
        if (_at + 1 < _end && _source[_at] == ']' && text[i] != ']' && _source[_at + 1] is ('(' or '['))
            SkipLinkTail();
        return Special(text, i).Width;
    }

    /// <summary>Visible characters that an escape or an entity at this place makes, and its own length.</summary>
    private (int Taken, int Width) Special(string text, int i)
    {
        if (_at + 1 >= _end)
            return default;
        if (_source[_at] == '\\' && _source[_at + 1] == text[i] && char.IsAscii(text[i]) && (char.IsPunctuation(text[i]) || char.IsSymbol(text[i])))
            return (1, 2);
        if (_source[_at] != '&')
            return default;
        var close = _source.IndexOf(';', _at, Math.Min(LongestEntity, _end - _at));
        if (close < 0)
            return default;
        var entity = _source[_at..(close + 1)];
        var decoded = WebUtility.HtmlDecode(entity);
        return decoded != entity && string.CompareOrdinal(text, i, decoded, 0, decoded.Length) == 0 ? (decoded.Length, entity.Length) : default;
    }

    /// <summary>Goes to where the next visible character stands; false when it cannot be found.</summary>
    private bool Seek(string text, int i)
    {
        // 1. Markup may lie between, but no words: then the first equal character is it.
        var at = _at;
        for (; at < _end && at - _at < Window; at++)
        {
            if (_source[at] == text[i])
            {
                _at = at;
                return true;
            }

            if (char.IsLetterOrDigit(_source[at]) || (_source[at] == '&' && at > _at))
                break;
        }

        // 2. Words lie between that nobody sees, a number of a list or an address: several equal characters are wanted.
        var length = Math.Min(Sure, text.Length - i);
        var limit = Math.Min(_end - length, _at + (length == Sure ? Window : 32));
        for (; at <= limit && _budget > 0; at++, _budget--)
        {
            if (string.CompareOrdinal(_source, at, text, i, length) == 0)
            {
                _at = at;
                return true;
            }
        }

        return false;
    }

    private void SkipLinkTail() => SkipBracket(_at + 1);

    /// <summary>The portal offers an image by words of its own.</summary>
    private void SkipImage()
    {
        var at = _source.IndexOf("![", _at, Math.Min(Window, _end - _at), StringComparison.Ordinal);
        if (at < 0)
            return;
        SkipBracket(at + 1);
        if (_at < _end && _source[_at] is ('(' or '['))
            SkipBracket(_at);
    }

    /// <summary>Goes behind the bracket that closes the one at a place.</summary>
    private void SkipBracket(int place)
    {
        var (open, close) = _source[place] == '(' ? ('(', ')') : ('[', ']');
        var depth = 0;
        for (var at = place; at < _end; at++)
        {
            if (_source[at] == '\\')
                at++;
            else if (_source[at] == open)
                depth++;
            else if (_source[at] == close && --depth == 0)
            {
                _at = at + 1;
                return;
            }
        }
    }

    /// <summary>The line of a fence is not seen.</summary>
    private void SkipFence()
    {
        var at = _at;
        while (at < _end && _source[at] is not ('`' or '~') && (at - _at < 256) && !char.IsLetterOrDigit(_source[at]))
            at++;
        if (at + 2 >= _end || _source[at] is not ('`' or '~') || _source[at + 1] != _source[at] || _source[at + 2] != _source[at])
            return;
        var line = _source.IndexOf('\n', at, _end - at);
        _at = line < 0 ? _end : line + 1;
    }
}
