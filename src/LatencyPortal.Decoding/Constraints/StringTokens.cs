using LatencyPortal.Decoding.Text;

namespace LatencyPortal.Decoding.Constraints;

/// <summary>
/// The tokens without a quote that may stand inside a plain JSON string, from between two characters
/// on. They are the bulk of every vocabulary and the same for all such strings, so their masks are made
/// once: one for each number of characters that still fit.
/// </summary>
internal sealed class StringTokens
{
    private readonly int[] _ids;
    private readonly int[] _lengths;
    private readonly ulong[]?[] _masks;
    private readonly int _words;

    public StringTokens(TokenBytes tokens, IEnumerable<int> ids)
    {
        _words = (tokens.Count + 63) / 64;
        var grammar = new GrammarBuilder();
        var inside = grammar.NewFinalState();
        new CharacterParts(grammar).AddStringCharacter(inside, inside);
        var walker = new GrammarWalker(grammar.Build(inside)!);
        var fitting = ids.Select(id => (Id: id, Length: CountCharacters(walker, tokens[id]))).Where(token => token.Length > 0).ToList();
        _ids = [.. fitting.Select(token => token.Id)];
        _lengths = [.. fitting.Select(token => token.Length)];
        _masks = new ulong[_lengths.Append(0).Max() + 1][];
    }

    /// <summary>Bits of the tokens with at most so many characters, begun ones included.</summary>
    public ReadOnlySpan<ulong> UpTo(int characters)
    {
        characters = Math.Min(characters, _masks.Length - 1);
        // Two threads may both make it; they make the same.
        return _masks[characters] ??= Make(characters);
    }

    private ulong[] Make(int characters)
    {
        var words = new ulong[_words];
        for (var i = 0; i < _ids.Length; i++)
        {
            if (_lengths[i] <= characters)
                words[_ids[i] / 64] |= 1UL << (_ids[i] % 64);
        }

        return words;
    }

    /// <summary>Characters that the bytes begin; 0 if they cannot stand inside a string.</summary>
    private static int CountCharacters(GrammarWalker walker, ReadOnlySpan<byte> bytes)
    {
        var count = 0;
        var position = walker.Start;
        foreach (var value in bytes)
        {
            if (position == walker.Start)
                count++;
            position = walker.Step(position, value);
            if (position.IsDead)
                return 0;
        }

        return count;
    }
}
