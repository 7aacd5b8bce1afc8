using System.Text;
using Microsoft.ML.Tokenizers;

namespace LatencyPortal.Decoding.Text;

/// <summary>
/// Byte-level BPE over Microsoft.ML.Tokenizers. Plain text and control tokens are different things
/// here: <see cref="AppendText"/> never yields a control token, whatever the text spells, and control
/// tokens are appended by id only.
/// </summary>
internal sealed class Tokenizer(
    BpeTokenizer bpe,
    LongWordBpe longWords,
    IReadOnlyDictionary<string, int> addedTokens,
    TokenBytes bytes)
{
    /// <summary>Characters from which on a word is long.</summary>
    private const int LongWord = 512;

    /// <summary>Control tokens and other added tokens by their spelling.</summary>
    public IReadOnlyDictionary<string, int> AddedTokens { get; } = addedTokens;

    /// <summary>Bytes of every id, for detokenizing.</summary>
    public TokenBytes Bytes { get; } = bytes;

    /// <summary>Number of ids.</summary>
    public int VocabularySize => Bytes.Count;

    /// <summary>Appends the ids of a text. Unpaired surrogates count as U+FFFD.</summary>
    public void AppendText(string text, List<int> ids)
    {
        if (text.Length == 0)
            return;
        text = WellFormed(text);
        if (text.Length < LongWord)
        {
            ids.AddRange(bpe.EncodeToIds(text));
            return;
        }

        foreach (var (offset, length) in bpe.PreTokenizer!.PreTokenize(text))
        {
            var word = text.AsSpan(offset, length);
            if (length >= LongWord)
                longWords.Append(word, ids);
            else
                ids.AddRange(bpe.EncodeToIds(word, considerPreTokenization: false));
        }
    }

    private static string WellFormed(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
            return text;
        var builder = new StringBuilder(text.Length);
        foreach (var scalar in text.EnumerateRunes())
            builder.Append(scalar);
        return builder.ToString();
    }
}
