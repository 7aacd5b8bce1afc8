using System.Runtime.InteropServices;

namespace LatencyPortal.Decoding.Sampling;

/// <summary>
/// The tokens of one sequence, and how often each occurs. Tokens are pushed and popped at the end in
/// constant time, so a draft can be tried and taken back.
/// </summary>
internal sealed class TokenHistory
{
    private const int Free = -1;

    private readonly List<int> _tokens;

    // Distinct tokens in the order of their first occurrence, found through an open-addressed table
    // of indices. A pop can only remove the entry that was added last, so clearing its slot breaks no
    // probe chain of another entry.
    private readonly List<TokenCount> _counts = [];
    private int[] _slots = [Free, Free, Free, Free];

    /// <param name="prompt">Tokens that are never popped.</param>
    /// <param name="capacity">Tokens that can be pushed before memory has to grow.</param>
    public TokenHistory(ReadOnlySpan<int> prompt, int capacity = 0)
    {
        PromptLength = prompt.Length;
        _tokens = new List<int>(prompt.Length + capacity);
        Grow(prompt.Length + capacity);
        _counts.EnsureCapacity(prompt.Length + capacity);
        foreach (var token in prompt)
        {
            _tokens.Add(token);
            Entry(token).Prompt++;
        }
    }

    /// <summary>Tokens of prompt and answer.</summary>
    public int Length => _tokens.Count;

    public int PromptLength { get; }

    /// <summary>All tokens; valid until the next push.</summary>
    public ReadOnlySpan<int> Tokens => CollectionsMarshal.AsSpan(_tokens);

    /// <summary>Each distinct token with its counts; valid until the next push or pop.</summary>
    public ReadOnlySpan<TokenCount> Counts => CollectionsMarshal.AsSpan(_counts);

    public void Push(int token)
    {
        _tokens.Add(token);
        Entry(token).Generated++;
    }

    /// <summary>Takes the last tokens back.</summary>
    public void Pop(int count = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Length - PromptLength);
        for (; count > 0; count--)
        {
            var slot = Slot(_tokens[^1]);
            _tokens.RemoveAt(_tokens.Count - 1);
            ref var entry = ref CollectionsMarshal.AsSpan(_counts)[_slots[slot]];
            if (--entry.Generated > 0 || entry.Prompt > 0)
                continue;
            _counts.RemoveAt(_counts.Count - 1);
            _slots[slot] = Free;
        }
    }

    private ref TokenCount Entry(int token)
    {
        var slot = Slot(token);
        if (_slots[slot] == Free)
        {
            if (2 * (_counts.Count + 1) > _slots.Length)
            {
                Grow(2 * _counts.Count);
                slot = Slot(token);
            }

            _slots[slot] = _counts.Count;
            _counts.Add(new TokenCount { Token = token });
        }

        return ref CollectionsMarshal.AsSpan(_counts)[_slots[slot]];
    }

    /// <summary>Where the token's entry is, or the free slot where it belongs.</summary>
    private int Slot(int token)
    {
        var mask = _slots.Length - 1;
        var slot = (int)((uint)token * 2654435769u >> 7) & mask;
        while (_slots[slot] != Free && _counts[_slots[slot]].Token != token)
            slot = (slot + 1) & mask;
        return slot;
    }

    /// <summary>Makes room for so many distinct tokens; at most half of the slots are ever taken.</summary>
    private void Grow(int distinct)
    {
        var size = _slots.Length;
        while (size < 2 * distinct)
            size *= 2;
        _slots = new int[size];
        Array.Fill(_slots, Free);
        for (var i = 0; i < _counts.Count; i++)
            _slots[Slot(_counts[i].Token)] = i;
    }
}
