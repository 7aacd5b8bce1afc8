using System.Runtime.InteropServices;

namespace LatencyPortal.Decoding.Constraints;

/// <summary>
/// Follows a grammar byte by byte. Equal positions are one object, so that what was computed once is
/// found again. Not thread-safe.
/// </summary>
internal sealed class GrammarWalker
{
    /// <summary>Stacks and positions remembered before the memory starts anew.</summary>
    private const int MaxRemembered = 300_000;

    /// <summary>
    /// Ways to read the same bytes that are followed side by side. A schema with more loses some of
    /// its documents, never its validity: every way that is kept can be completed.
    /// </summary>
    private const int MaxStacks = 256;

    private readonly ByteGrammar _grammar;
    private readonly Dictionary<(int State, long Below), GrammarStack> _stacks = [];
    private readonly Dictionary<PositionKey, GrammarPosition> _positions = [];
    private readonly HashSet<GrammarStack> _seen = [];
    private readonly List<GrammarStack> _found = [];
    private readonly Stack<(int State, GrammarStack? Below)> _pending = [];
    private long _lastNumber;
    private int _remembered;
    private bool _complete;

    public GrammarWalker(ByteGrammar grammar)
    {
        _grammar = grammar;
        Reach(grammar.Root, null);
        Start = Collect();
    }

    public GrammarPosition Start { get; }

    public ByteGrammar Grammar => _grammar;

    /// <summary>The position after one more byte; dead if the byte is not allowed.</summary>
    public GrammarPosition Step(GrammarPosition position, byte value)
    {
        ref var next = ref position.Next(_grammar.ClassOf(value));
        return next ??= Follow(position, value);
    }

    /// <summary>The position without the ways to read it that are inside a plain string.</summary>
    public GrammarPosition WithoutStrings(GrammarPosition position)
    {
        foreach (var stack in position.Stacks)
        {
            if (_grammar[stack.State].StringRoom < 0)
                _found.Add(stack);
        }

        return Collect();
    }

    private GrammarPosition Follow(GrammarPosition position, byte value)
    {
        if (_remembered > MaxRemembered)
            Forget();
        foreach (var stack in position.Stacks)
        {
            foreach (ref readonly var edge in CollectionsMarshal.AsSpan(_grammar[stack.State].Bytes))
            {
                if (value < edge.Low || value > edge.High)
                    continue;
                Reach(edge.Target, edge.Return < 0 ? stack.Below : Above(edge.Return, stack.Below));
            }
        }

        return Collect();
    }

    /// <summary>Adds a state and all that it leads to without a byte.</summary>
    private void Reach(int origin, GrammarStack? tail)
    {
        _pending.Push((origin, tail));
        while (_pending.TryPop(out var next))
        {
            var (state, below) = next;
            var stack = Intern(state, below);
            if (_found.Count >= MaxStacks || !_seen.Add(stack))
                continue;
            var steps = _grammar[state];
            if (steps.Bytes.Count > 0)
                _found.Add(stack);
            foreach (var target in CollectionsMarshal.AsSpan(steps.Empty))
                _pending.Push((target, below));
            foreach (ref readonly var edge in CollectionsMarshal.AsSpan(steps.Calls))
                _pending.Push((edge.Start, Above(edge.Return, below)));
            if (!steps.IsFinal)
                continue;
            if (below is null)
                _complete = true;
            else
                _pending.Push((below.State, below.Below));
        }
    }

    /// <summary>The stack with one more state to come back to, unless coming back would only go on to the next.</summary>
    private GrammarStack? Above(int state, GrammarStack? below) =>
        _grammar[state].IsReturn ? below : Intern(state, below);

    private GrammarStack Intern(int state, GrammarStack? below)
    {
        ref var stack = ref CollectionsMarshal.GetValueRefOrAddDefault(_stacks, (state, below?.Number ?? 0), out var known);
        if (!known)
        {
            stack = new GrammarStack(state, below, ++_lastNumber);
            _remembered++;
        }

        return stack!;
    }

    private GrammarPosition Collect()
    {
        _found.Sort(static (a, b) => a.Number.CompareTo(b.Number));
        var key = new PositionKey([.. _found], _complete);
        if (!_positions.TryGetValue(key, out var position))
        {
            position = new GrammarPosition(key.Stacks, key.IsComplete, _grammar.ClassCount);
            _positions.Add(key, position);
            _remembered += key.Stacks.Length + (_grammar.ClassCount / 4);
        }

        _found.Clear();
        _seen.Clear();
        _complete = false;
        return position;
    }

    /// <summary>
    /// Positions in use live on; only equal ones are no longer one object with those to come. They must
    /// not keep the others alive.
    /// </summary>
    private void Forget()
    {
        foreach (var position in _positions.Values)
            position.ForgetNext();
        _stacks.Clear();
        _positions.Clear();
        _remembered = 0;
    }
}
