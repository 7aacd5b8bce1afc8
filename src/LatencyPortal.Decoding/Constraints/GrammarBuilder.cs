namespace LatencyPortal.Decoding.Constraints;

/// <summary>
/// Puts a grammar together: states with steps over bytes, over whole parts (which may contain further
/// parts) and over nothing.
/// </summary>
internal sealed class GrammarBuilder
{
    /// <summary>Bounds memory and the time to compile; about 50 MB and a fraction of a second.</summary>
    private const int MaxStates = 100_000;
    private const int MaxEdges = 1_000_000;

    private readonly List<GrammarState> _states = [];
    private int _edges;

    /// <exception cref="SchemaException">The grammar became too large.</exception>
    public int NewState()
    {
        if (_states.Count == MaxStates)
            throw TooLarge();
        _states.Add(new GrammarState());
        return _states.Count - 1;
    }

    public int NewFinalState()
    {
        var state = NewState();
        _states[state].IsFinal = true;
        return state;
    }

    public void MarkString(int state, int room) => _states[state].StringRoom = room;

    public void AddByte(int from, byte low, byte high, int target, int returnTo = -1)
    {
        CountEdge();
        _states[from].Bytes.Add(new ByteEdge(low, high, target, returnTo));
    }

    public void AddByte(int from, char symbol, int target) => AddByte(from, (byte)symbol, (byte)symbol, target);

    public void AddEmpty(int from, int target)
    {
        CountEdge();
        _states[from].Empty.Add(target);
    }

    public void AddCall(int from, int start, int returnTo)
    {
        CountEdge();
        _states[from].Calls.Add(new CallEdge(start, returnTo));
    }

    /// <summary>A chain of bytes; gives the state behind the last one.</summary>
    public int AddLiteral(int from, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            var next = NewState();
            AddByte(from, value, value, next);
            from = next;
        }

        return from;
    }

    /// <summary>
    /// The grammar without everything that could never be completed, so that whoever follows it
    /// cannot get stuck. Null if nothing is left.
    /// </summary>
    public ByteGrammar? Build(int root)
    {
        var possible = Completable();
        if (!possible[root])
            return null;
        foreach (var state in _states)
        {
            state.Bytes.RemoveAll(edge => !possible[edge.Target] || (edge.Return >= 0 && !possible[edge.Return]));
            state.Calls.RemoveAll(edge => !possible[edge.Start] || !possible[edge.Return]);
            state.Empty.RemoveAll(target => !possible[target]);
        }

        return new ByteGrammar([.. _states], root);
    }

    /// <summary>
    /// Which states lead to the end of their part: final ones, and by induction those with a step all
    /// of whose states do. Linear in the number of steps.
    /// </summary>
    private bool[] Completable()
    {
        // 1. Who waits for a state: the origins of the steps that need it.
        var waiting = new List<(int From, int Other)>?[_states.Count];
        for (var from = 0; from < _states.Count; from++)
        {
            foreach (var edge in _states[from].Bytes)
                Await(from, edge.Target, edge.Return);
            foreach (var edge in _states[from].Calls)
                Await(from, edge.Start, edge.Return);
            foreach (var target in _states[from].Empty)
                Await(from, target, -1);
        }

        // 2. Spread from the final states.
        var possible = new bool[_states.Count];
        var found = new Stack<int>();
        for (var state = 0; state < _states.Count; state++)
        {
            if (_states[state].IsFinal)
                Mark(state);
        }

        while (found.TryPop(out var state))
        {
            foreach (var (from, other) in waiting[state] ?? [])
            {
                if (other < 0 || possible[other])
                    Mark(from);
            }
        }

        return possible;

        void Await(int from, int needed, int other)
        {
            (waiting[needed] ??= []).Add((from, other));
            if (other >= 0)
                (waiting[other] ??= []).Add((from, needed));
        }

        void Mark(int state)
        {
            if (possible[state])
                return;
            possible[state] = true;
            found.Push(state);
        }
    }

    private void CountEdge()
    {
        if (++_edges > MaxEdges)
            throw TooLarge();
    }

    private static SchemaException TooLarge() =>
        new("The JSON schema cannot be used: it is too large, or its repetitions and length limits are.");
}
