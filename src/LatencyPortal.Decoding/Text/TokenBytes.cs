namespace LatencyPortal.Decoding.Text;

/// <summary>The bytes each token id stands for, packed into one array. Control tokens have none.</summary>
internal sealed class TokenBytes
{
    private readonly byte[] _bytes;
    private readonly int[] _ends;

    public TokenBytes(IReadOnlyList<byte[]> tokens, int strippedSpaces = 0)
    {
        StrippedSpaces = strippedSpaces;
        _ends = new int[tokens.Count];
        _bytes = new byte[tokens.Sum(token => token.Length)];
        var end = 0;
        for (var id = 0; id < tokens.Count; id++)
        {
            tokens[id].CopyTo(_bytes, end);
            end += tokens[id].Length;
            _ends[id] = end;
            LongestToken = Math.Max(LongestToken, tokens[id].Length);
        }
    }

    /// <summary>Number of token ids.</summary>
    public int Count => _ends.Length;

    /// <summary>
    /// Spaces at the start of a text that are not part of it: SentencePiece vocabularies write a space
    /// before every word, the first one too.
    /// </summary>
    public int StrippedSpaces { get; }

    /// <summary>Bytes of the longest token.</summary>
    public int LongestToken { get; }

    public ReadOnlySpan<byte> this[int id] => _bytes.AsSpan(StartOf(id).._ends[id]);

    /// <summary>The same bytes, to keep.</summary>
    public ReadOnlyMemory<byte> Memory(int id) => _bytes.AsMemory(StartOf(id).._ends[id]);

    /// <summary>Whether every id stands for the same bytes.</summary>
    public bool SameAs(TokenBytes other) => _ends.AsSpan().SequenceEqual(other._ends) && _bytes.AsSpan().SequenceEqual(other._bytes);

    private int StartOf(int id) => id == 0 ? 0 : _ends[id - 1];
}
