using System.Text;

namespace LatencyPortal.Decoding.Text;

/// <summary>
/// Append-only text of one answer. The scheduler's thread appends, the reader's thread makes strings of what it was told
/// about: so the scheduler allocates nothing for a token. What is published never moves, because pages do not grow.
/// </summary>
internal sealed class TextLog
{
    private const int PageLength = 2048;

    private readonly List<char[]> _pages = [];

    /// <summary>Characters so far.</summary>
    public int Length { get; private set; }

    public void Append(ReadOnlySpan<char> text)
    {
        while (text.Length > 0)
        {
            var at = Length % PageLength;
            if (at == 0)
            {
                lock (_pages)
                    _pages.Add(new char[PageLength]);
            }

            var count = Math.Min(text.Length, PageLength - at);
            text[..count].CopyTo(_pages[^1].AsSpan(at));
            Length += count;
            text = text[count..];
        }
    }

    public void Append(StringBuilder text, int start, int count)
    {
        foreach (var chunk in text.GetChunks())
        {
            if (start < chunk.Length && count > 0)
            {
                var part = chunk.Span[start..Math.Min(chunk.Length, start + count)];
                Append(part);
                count -= part.Length;
                start = 0;
            }
            else
            {
                start -= chunk.Length;
            }
        }
    }

    /// <summary>Text from <paramref name="start"/> to <paramref name="end"/>, which was published by some other means.</summary>
    public string Read(int start, int end) => string.Create(end - start, (this, start), static (target, source) =>
    {
        var (log, at) = source;
        lock (log._pages)
        {
            for (var written = 0; written < target.Length;)
            {
                var count = Math.Min(target.Length - written, PageLength - (at % PageLength));
                log._pages[at / PageLength].AsSpan(at % PageLength, count).CopyTo(target[written..]);
                written += count;
                at += count;
            }
        }
    });
}
