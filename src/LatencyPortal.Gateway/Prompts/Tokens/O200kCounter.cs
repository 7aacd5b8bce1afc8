using System.Collections.Concurrent;
using Microsoft.ML.Tokenizers;

namespace LatencyPortal.Gateway.Prompts.Tokens;

/// <summary>
/// OpenAI's o200k_base, exact for its models since GPT-4o. Others write the same text in some 10 to 40 % more or fewer tokens: for them the
/// count is an estimate, and said to be one. Markers of messages, some four a message, are not in it.
/// </summary>
public sealed class O200kCounter : TokenCounter
{
    /// <summary>Lines that are remembered; with each letter that somebody types, all lines but one are the same.</summary>
    private const int MostLines = 20_000;

    private const int LongestLine = 2_000;

    // Reading the vocabulary takes a few hundred milliseconds: once, when it is first needed.
    private static readonly Lazy<TiktokenTokenizer> Encoding = new(() => TiktokenTokenizer.CreateForEncoding("o200k_base"));

    private readonly ConcurrentDictionary<string, int[]> _lines = new(StringComparer.Ordinal);

    /// <summary>The one counter.</summary>
    public static O200kCounter Instance { get; } = new();

    private O200kCounter()
    {
    }

    /// <inheritdoc />
    public override string Name => "o200k_base";

    /// <inheritdoc />
    public override int[] Count(IReadOnlyList<string> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var counts = new int[parts.Count];
        if (parts.Count == 0)
            return counts;
        var text = string.Concat(parts);
        var (part, end) = (0, parts[0].Length);
        for (var from = 0; from < text.Length;)
        {
            var to = EndOfLine(text, from);
            foreach (var start in Starts(text.AsSpan(from, to - from)))
            {
                while (from + start >= end && part < parts.Count - 1)
                    end += parts[++part].Length;
                counts[part]++;
            }

            from = to;
        }

        return counts;
    }

    /// <summary>Where the tokens of a text begin, all of it read at once.</summary>
    internal static int[] Encode(string text) =>
        [.. Encoding.Value.EncodeToTokens(text, out _, considerPreTokenization: true, considerNormalization: false).Select(token => token.Offset.Start.Value)];

    /// <summary>
    /// Behind the next line end at which no token goes on: the encoding cuts a text into words first, and only blanks and slashes join a line
    /// end that stands in front of them.
    /// </summary>
    private static int EndOfLine(string text, int from)
    {
        for (var at = text.IndexOf('\n', from); at >= 0 && at + 1 < text.Length; at = text.IndexOf('\n', at + 1))
        {
            if (!char.IsWhiteSpace(text[at + 1]) && text[at + 1] != '/')
                return at + 1;
        }

        return text.Length;
    }

    private int[] Starts(ReadOnlySpan<char> line)
    {
        if (line.Length > LongestLine)
            return Encode(line.ToString());
        var lines = _lines.GetAlternateLookup<ReadOnlySpan<char>>();
        if (lines.TryGetValue(line, out var starts))
            return starts;
        if (_lines.Count > MostLines)
            _lines.Clear();
        var text = line.ToString();
        return _lines[text] = Encode(text);
    }
}
