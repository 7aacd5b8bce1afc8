using LatencyPortal.Gateway.Prompts.Caching;
using LatencyPortal.Gateway.Prompts.Composition;
using LatencyPortal.Gateway.Prompts.Families;

namespace LatencyPortal.Gateway.Prompts.Analysis;

/// <summary>
/// Makes the marks of a prompt whose parts are known by hash alone. Where a family counts in steps, a part has a mark at each step that
/// falls into it: it is the same in two prompts from its beginning on, or not at all.
/// </summary>
internal sealed class MarkChain(ModelFamily family)
{
    /// <summary>Marks of a prompt; a coarser step than the family's own would only make predictions smaller.</summary>
    private const int MostMarks = 20_000;

    private readonly List<PromptPiece> _pieces = [];
    private readonly List<int> _ends = [];
    private readonly int _step = family.Mechanism is CacheMechanism.Automatic or CacheMechanism.BlockChain ? Math.Max(family.GranularityTokens ?? 1, 16) : 0;
    private int _tokens;
    private int _tools = -1;
    private int _system = -1;

    /// <summary>Adds a part.</summary>
    public void Add(ulong hash, int tokens)
    {
        while (_step > 0 && tokens > 0 && _pieces.Count < MostMarks)
        {
            var now = Math.Min(tokens, _step - (_tokens % _step));
            Take(hash, now);
            (hash, tokens) = (hash + 0x9E3779B97F4A7C15UL, tokens - now);
        }

        if (tokens > 0)
            Take(hash, tokens);
    }

    /// <summary>A content block ends here.</summary>
    public void EndBlock()
    {
        if (_pieces.Count > 0 && (_ends.Count == 0 || _ends[^1] != _pieces.Count - 1))
            _ends.Add(_pieces.Count - 1);
    }

    /// <summary>The tools end with the last block.</summary>
    public void EndTools() => _tools = _ends[^1];

    /// <summary>The system message ends with the last block.</summary>
    public void EndSystem() => _system = _ends[^1];

    /// <summary>The prompt, with the breakpoints that the portal sets where the family has them.</summary>
    public CachedPrompt Finish()
    {
        var (breakpoints, automatic) = Breakpoints.Default(family, new PromptEnds(_tools, _system, _ends.Count == 0 ? -1 : _ends[^1]));
        return new CachedPrompt
        {
            Marks = PromptMarks.OfPieces([.. _pieces]),
            TotalTokens = _tokens,
            Blocks = _ends.ToArray(),
            Breakpoints = breakpoints,
            AutomaticBreakpoint = automatic,
        };
    }

    private void Take(ulong hash, int tokens)
    {
        _pieces.Add(new PromptPiece(hash, tokens));
        _tokens += tokens;
    }
}
