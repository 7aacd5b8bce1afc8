namespace LatencyPortal.Decoding.Constraints;

/// <summary>A finished grammar. From every state its part can be completed.</summary>
internal sealed class ByteGrammar
{
    private readonly GrammarState[] _states;
    private readonly byte[] _classes = new byte[256];

    public ByteGrammar(GrammarState[] states, int root)
    {
        _states = states;
        Root = root;
        var borders = new bool[257];
        foreach (var edge in states.SelectMany(state => state.Bytes))
        {
            borders[edge.Low] = true;
            borders[edge.High + 1] = true;
        }

        for (var value = 1; value < 256; value++)
            _classes[value] = (byte)(_classes[value - 1] + (borders[value] ? 1 : 0));
        ClassCount = _classes[255] + 1;
    }

    public int Root { get; }

    /// <summary>Bytes that no step tells apart share a class.</summary>
    public int ClassCount { get; }

    public GrammarState this[int state] => _states[state];

    public int ClassOf(byte value) => _classes[value];
}
