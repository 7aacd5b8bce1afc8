namespace LatencyPortal.Decoding.Sampling;

/// <summary>The token ids that may come next, one bit each.</summary>
internal sealed class TokenMask(int vocabularySize)
{
    private const int WordBits = 64;

    private readonly ulong[] _words = new ulong[(vocabularySize + WordBits - 1) / WordBits];

    /// <summary>Number of token ids.</summary>
    public int VocabularySize { get; } = vocabularySize;

    /// <summary>Bit <c>id % 64</c> of word <c>id / 64</c> is set where the id is allowed.</summary>
    public Span<ulong> Words => _words;

    public bool this[int id] => (_words[id / WordBits] >> (id % WordBits) & 1) != 0;

    public void Clear() => Array.Clear(_words);

    public void Allow(int id) => _words[id / WordBits] |= 1UL << (id % WordBits);

    /// <summary>Makes every score of an id that is not allowed negative infinity.</summary>
    public void Apply(Span<float> scores)
    {
        for (var first = 0; first < scores.Length; first += WordBits)
        {
            var block = scores[first..Math.Min(first + WordBits, scores.Length)];
            var word = first < VocabularySize ? _words[first / WordBits] : 0;
            if (word == 0)
            {
                block.Fill(float.NegativeInfinity);
            }
            else if (word != ulong.MaxValue)
            {
                for (var i = 0; i < block.Length; i++)
                {
                    if ((word >> i & 1) == 0)
                        block[i] = float.NegativeInfinity;
                }
            }
        }
    }
}
