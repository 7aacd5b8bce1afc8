using System.Text;

namespace LatencyPortal.Decoding.Text;

/// <summary>Turns one word into ids: spells it in the vocabulary's smallest tokens, then joins them.</summary>
internal sealed class BpeModel
{
    private readonly BpeMerges _merges;
    private readonly BpeOptions _options;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _tokens;
    private readonly int[] _bytes;
    private readonly int _longestToken;

    public BpeModel(Dictionary<string, int> vocabulary, BpeMerges merges, BpeOptions options)
    {
        _merges = merges;
        _options = options;
        _tokens = vocabulary.GetAlternateLookup<ReadOnlySpan<char>>();
        _longestToken = vocabulary.Keys.Max(token => token.Length);
        _bytes = [.. Enumerable.Range(0, 256).Select(value => vocabulary.GetValueOrDefault(
            options.ByteLevel ? ByteAlphabet.SymbolOf((byte)value).ToString() : $"<0x{value:X2}>", -1))];
    }

    public void Append(string word, List<int> ids)
    {
        if (_options.IgnoreMerges && TryFindWhole(word, out var whole))
        {
            ids.Add(whole);
            return;
        }

        var parts = new List<int>(word.Length + 8);
        if (_options.ByteLevel)
            SpellBytes(word, parts);
        else
            SpellCharacters(word, parts);
        _merges.Append(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(parts), ids);
    }

    private bool TryFindWhole(string word, out int id)
    {
        id = 0;
        if (word.Length > _longestToken)
            return false;
        return _tokens.TryGetValue(
            _options.ByteLevel ? string.Concat(Encoding.UTF8.GetBytes(word).Select(ByteAlphabet.SymbolOf)) : word, out id);
    }

    private void SpellBytes(string word, List<int> parts)
    {
        foreach (var value in Encoding.UTF8.GetBytes(word))
            parts.Add(_bytes[value]);
    }

    private void SpellCharacters(string word, List<int> parts)
    {
        Span<byte> utf8 = stackalloc byte[4];
        var unknown = false;
        var at = 0;
        foreach (var scalar in word.EnumerateRunes())
        {
            var character = word.AsSpan(at, scalar.Utf16SequenceLength);
            at += character.Length;
            var known = _tokens.TryGetValue(character, out var id);
            if (known)
                parts.Add(id);
            else if (_options.ByteFallback)
                known = TrySpell(utf8[..scalar.EncodeToUtf8(utf8)], parts);
            if (!known && _options.Unknown is { } token && !(unknown && _options.FuseUnknown))
                parts.Add(token);
            unknown = !known;
        }
    }

    private bool TrySpell(ReadOnlySpan<byte> utf8, List<int> parts)
    {
        foreach (var value in utf8)
        {
            if (_bytes[value] < 0)
                return false;
        }

        foreach (var value in utf8)
            parts.Add(_bytes[value]);
        return true;
    }
}
