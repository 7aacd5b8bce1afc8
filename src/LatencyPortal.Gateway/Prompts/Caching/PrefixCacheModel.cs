using LatencyPortal.Gateway.Prompts.Families;

namespace LatencyPortal.Gateway.Prompts.Caching;

/// <summary>
/// Predicts what a provider's cache serves, by the rule of one family, for prompts that share one cache: one model, one
/// organisation or tenant, one machine. Time comes in with each prompt and never goes back. Not safe for concurrent use.
/// </summary>
/// <remarks>A request takes as long as its marks are many; memory is bounded by the most entries.</remarks>
public sealed class PrefixCacheModel
{
    private readonly CacheRule _rule;
    private readonly PrefixTable _table;
    private long _latest = long.MinValue;

    /// <summary>An empty cache.</summary>
    /// <param name="family">The rule, with the figures of its model: see <see cref="ModelFamily.Of"/>.</param>
    /// <param name="capacityTokens">Tokens that it holds, 1 or more; that of the family when <see langword="null"/>, and without one no limit.</param>
    /// <param name="mostEntries">Most prefixes that are kept in memory, 1 or more, whatever the provider keeps.</param>
    public PrefixCacheModel(ModelFamily family, long? capacityTokens = null, int mostEntries = 131_072)
    {
        ArgumentNullException.ThrowIfNull(family);
        ArgumentOutOfRangeException.ThrowIfLessThan(mostEntries, 1);
        if (capacityTokens is { } capacity)
            ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1, nameof(capacityTokens));
        Family = family;
        _table = new PrefixTable(mostEntries, capacityTokens ?? family.CapacityTokens ?? long.MaxValue);
        _rule = family.Mechanism switch
        {
            CacheMechanism.Automatic or CacheMechanism.BlockChain or CacheMechanism.TokenExact => new ChainRule(family, _table),
            CacheMechanism.BreakpointsWithLookBack or CacheMechanism.ExactBreakpoints or CacheMechanism.NamedObject => new BreakpointRule(family, _table),
            CacheMechanism.Units => new UnitRule(family, _table),
            _ => new NoCache(),
        };
    }

    /// <summary>The rule.</summary>
    public ModelFamily Family { get; }

    /// <summary>Prefixes in memory, those that are only remembered as evicted too.</summary>
    public int Count => _table.Count;

    /// <summary>What the provider would refuse about a prompt, as a sentence; <see langword="null"/> when it takes it.</summary>
    public string? Check(CachedPrompt prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        return PromptRules.FaultOf(prompt, Math.Max(1, Family.Lifetimes.Count)) ?? _rule.Check(prompt);
    }

    /// <summary>Tokens that would be served of a prompt, were it asked: nothing is kept of it, and nothing is used.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="at">When it would be asked.</param>
    /// <exception cref="ArgumentException"><see cref="Check"/> says what is wrong with it.</exception>
    public int Look(CachedPrompt prompt, DateTimeOffset at)
    {
        if (Check(prompt) is { } fault)
            throw new ArgumentException(fault, nameof(prompt));
        return _rule.Look(prompt, Math.Max(_latest, at.UtcTicks));
    }

    /// <summary>Answers a prompt and keeps what the rule keeps of it.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="at">When the request started.</param>
    /// <exception cref="ArgumentException"><see cref="Check"/> says what is wrong with it.</exception>
    public CacheOutcome Take(CachedPrompt prompt, DateTimeOffset at)
    {
        if (Check(prompt) is { } fault)
            throw new ArgumentException(fault, nameof(prompt));
        // A clock that was set back must not give entries a second life.
        _latest = Math.Max(_latest, at.UtcTicks);
        return _rule.Take(prompt, _latest);
    }

    /// <summary>Keeps a prompt together with its answer, where the family keeps answers; the next turn then finds both.</summary>
    /// <param name="whole">The prompt and the answer behind it.</param>
    /// <param name="at">When the answer ended.</param>
    public void Keep(CachedPrompt whole, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(whole);
        if (Family.KeepsAnswers)
            Take(whole, at);
    }
}
