using System.Numerics;
using LatencyPortal.Decoding.Sampling;

namespace LatencyPortal.Decoding.Constraints;

/// <summary>The tokens that one position allows: a list of few, or a bit for each id.</summary>
internal sealed class AllowedTokens
{
    private const int MostListed = 256;

    private readonly int[]? _list;
    private readonly ulong[]? _words;

    /// <param name="vocabularySize">Number of token ids.</param>
    /// <param name="prepared">Bits of further allowed ids; not changed.</param>
    /// <param name="ids">Allowed ids.</param>
    public AllowedTokens(int vocabularySize, ReadOnlySpan<ulong> prepared, List<int> ids)
    {
        if (prepared.IsEmpty && ids.Count <= MostListed)
        {
            _list = [.. ids];
            Count = _list.Length;
            return;
        }

        _words = new ulong[(vocabularySize + 63) / 64];
        prepared.CopyTo(_words);
        foreach (var id in ids)
            _words[id / 64] |= 1UL << (id % 64);
        foreach (var word in _words)
            Count += BitOperations.PopCount(word);
    }

    public int Count { get; }

    /// <summary>Bytes it takes, about.</summary>
    public int Size => 64 + (sizeof(int) * (_list?.Length ?? 0)) + (sizeof(ulong) * (_words?.Length ?? 0));

    public void CopyTo(TokenMask mask)
    {
        if (_words is not null)
        {
            _words.CopyTo(mask.Words);
            return;
        }

        mask.Clear();
        foreach (var id in _list!)
            mask.Allow(id);
    }
}
