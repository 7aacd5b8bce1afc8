using System.Numerics;
using System.Runtime.InteropServices;

namespace LatencyPortal.Decoding.Speculation;

/// <summary>
/// Finds where the last tokens of a text stood before, in prompt and answer alike (prompt lookup decoding). The newest
/// place of each run of tokens is kept in a table of fixed size; what a hash collision returns is compared with the text.
/// </summary>
internal sealed class NGramIndex
{
    /// <summary>Longest run first: the longer it is, the surer is what follows.</summary>
    private const int Longest = 4;
    private const int Shortest = 2;

    private readonly int[] _places;
    private int _indexed;

    /// <param name="capacity">Most tokens of the text.</param>
    public NGramIndex(int capacity)
    {
        _places = new int[(int)BitOperations.RoundUpToPowerOf2((uint)capacity * 4)];
    }

    /// <summary>What followed the last place where the text's last tokens stood; at most <paramref name="proposal"/> tokens.</summary>
    /// <returns>Tokens proposed; 0 when nothing repeats.</returns>
    public int Propose(List<int> text, Span<int> proposal)
    {
        var tokens = CollectionsMarshal.AsSpan(text);
        // The run that ends the text is indexed only when something follows it.
        for (; _indexed < tokens.Length - 1; _indexed++)
        {
            for (var length = Shortest; length <= Longest && length <= _indexed + 1; length++)
                _places[Slot(tokens.Slice(_indexed + 1 - length, length))] = _indexed + 1;
        }

        for (var length = Math.Min(Longest, tokens.Length - 1); length >= Shortest; length--)
        {
            var run = tokens[^length..];
            var place = _places[Slot(run)];
            if (place < length || place >= tokens.Length || !tokens.Slice(place - length, length).SequenceEqual(run))
                continue;
            // A period shorter than the proposal goes on with itself.
            var period = tokens.Length - place;
            for (var i = 0; i < proposal.Length; i++)
                proposal[i] = tokens[place + (i % period)];
            return proposal.Length;
        }

        return 0;
    }

    private int Slot(ReadOnlySpan<int> run)
    {
        var hash = (uint)run.Length * 0x9E3779B1;
        foreach (var token in run)
            hash = (hash ^ (uint)token) * 0x85EBCA6B ^ (hash >> 15);
        return (int)((hash ^ (hash >> 13)) & (uint)(_places.Length - 1));
    }
}
