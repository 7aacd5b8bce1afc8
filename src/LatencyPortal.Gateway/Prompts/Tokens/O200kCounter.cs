using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using LatencyPortal.Gateway.Prompts.Families;
using Microsoft.ML.Tokenizers;

namespace LatencyPortal.Gateway.Prompts.Tokens;

/// <summary>
/// OpenAI's o200k_base, exact for its models since GPT-4o. Others write the same text in some 10 to 40 % more or fewer tokens: for them the
/// count is an estimate, and said to be one. Markers of messages, some four a message, are not in it.
/// </summary>
/// <remarks>
/// Texts are read in blocks, and known blocks are not read again: with a key pressed, one block of a long prompt is new. A block ends where
/// the encoding always parts: between a line end and a letter or digit, for its pattern takes line ends with what stands before them, and no
/// word begins with one; and behind a letter, where neither another one follows nor a mark, nor the apostrophe of <c>it's</c>, nor what may end a control token.
/// </remarks>
public sealed class O200kCounter : TokenCounter
{
    private const int BlockLength = 2_048;
    private const int LongestBlock = 3_072;

    /// <summary>Blocks that are remembered, some 20 MB.</summary>
    private const int MostBlocks = 4_096;

    // Reading the vocabulary takes a few hundred milliseconds: once, when it is first needed.
    private static readonly Lazy<TiktokenTokenizer> Encoding = new(() => TiktokenTokenizer.CreateForEncoding("o200k_base"));

    private readonly ConcurrentDictionary<UInt128, Block> _blocks = new();

    /// <summary>The one counter.</summary>
    public static O200kCounter Instance { get; } = new();

    private O200kCounter()
    {
    }

    /// <inheritdoc />
    public override string Name => "o200k_base";

    /// <summary>Whether it is the encoding of a family's models.</summary>
    public static bool IsOf(ModelFamily family)
    {
        ArgumentNullException.ThrowIfNull(family);
        return family.Id.StartsWith("openai", StringComparison.Ordinal) || family.Id == "azure-openai";
    }

    /// <summary>Adds the ids of a text.</summary>
    internal void Encode(string text, List<int> ids)
    {
        for (int from = 0, to; from < text.Length; from = to)
        {
            to = EndOfBlock(text, from);
            ids.AddRange(BlockOf(text, from, to).Ids);
        }
    }

    /// <inheritdoc />
    public override int[] Count(IReadOnlyList<string> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var counts = new int[parts.Count];
        if (parts.Count == 0)
            return counts;
        var text = string.Concat(parts);
        var (part, end) = (0, parts[0].Length);
        for (int from = 0, to; from < text.Length; from = to)
        {
            to = EndOfBlock(text, from);
            foreach (var start in BlockOf(text, from, to).Starts)
            {
                while (from + start >= end && part < parts.Count - 1)
                    end += parts[++part].Length;
                counts[part]++;
            }
        }

        return counts;
    }

    /// <summary>A text, all of it read at once.</summary>
    internal static Block Read(string text)
    {
        var tokens = Encoding.Value.EncodeToTokens(text, out _, considerPreTokenization: true, considerNormalization: false);
        var (ids, starts) = (new int[tokens.Count], new int[tokens.Count]);
        for (var i = 0; i < ids.Length; i++)
            (ids[i], starts[i]) = (tokens[i].Id, tokens[i].Offset.Start.Value);
        return new Block(ids, starts);
    }

    private static int EndOfBlock(string text, int from)
    {
        var most = Math.Min(text.Length, from + LongestBlock);
        for (var at = from + BlockLength; at < most; at++)
        {
            if (Parts(text[at - 1], text[at]))
                return at;
        }

        // A word of thousands of characters: reading it takes the square of its length, so it is cut, which may cost a token.
        return most < text.Length && char.IsLowSurrogate(text[most]) ? most - 1 : most;
    }

    /// <summary>Whether no token holds both of two neighbours.</summary>
    private static bool Parts(char before, char after) => before == '\n'
        ? char.IsAsciiLetterOrDigit(after)
        : char.IsLetter(before) && after is not ('\'' or '|' or '_') && !char.IsLetter(after) && !char.IsSurrogate(after)
            && char.GetUnicodeCategory(after) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark);

    private Block BlockOf(string text, int from, int to)
    {
        var key = XxHash128.HashToUInt128(MemoryMarshal.AsBytes(text.AsSpan(from, to - from)));
        if (_blocks.TryGetValue(key, out var known))
            return known;
        if (_blocks.Count >= MostBlocks)
            _blocks.Clear();
        return _blocks[key] = Read(text[from..to]);
    }

    /// <summary>The tokens of a block, and where each begins, from the block's own beginning.</summary>
    internal sealed record Block(int[] Ids, int[] Starts);
}
