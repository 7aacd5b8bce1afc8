namespace LatencyPortal.Gateway.Prompts.Families;

/// <summary>
/// The cache rule of models that share one, as dated data: one JSON file each, with its sources. What nobody states is
/// <see langword="null"/> and never a guess. docs/prompts.md says how to put other figures in their place.
/// </summary>
public sealed record ModelFamily
{
    /// <summary>Unique: small letters, digits, points and hyphens.</summary>
    public required string Id { get; init; }

    /// <summary>Its name, as people say it.</summary>
    public required string Name { get; init; }

    /// <summary>When somebody last compared it with its sources; where only the month is known, its first day.</summary>
    public required DateOnly Checked { get; init; }

    /// <summary>Models that it holds for; empty for rules that are chosen by id, such as Gemini's explicit cache.</summary>
    public IReadOnlyList<FamilyMatch> Applies { get; init; } = [];

    /// <summary>Where it is from; at least one.</summary>
    public required IReadOnlyList<FamilySource> Sources { get; init; }

    /// <summary>How the cache finds what it has.</summary>
    public required CacheMechanism Mechanism { get; init; }

    /// <summary>Fewest tokens of a prefix that is kept, 0 or more; <see langword="null"/> when nobody says, computed as 1.</summary>
    public int? MinimumTokens { get; init; }

    /// <summary>
    /// Step in which cached prefixes grow beyond the minimum, in tokens, 1 or more; of blocks their size; of units the interval at which
    /// they end. <see langword="null"/> when nobody says: computed as 1, for units as no such interval.
    /// </summary>
    public int? GranularityTokens { get; init; }

    /// <summary>Most breakpoints that one request can write, 1 or more; <see langword="null"/> where there are none.</summary>
    public int? MostBreakpoints { get; init; }

    /// <summary>Most breakpoints, newest first, that are compared with entries; <see langword="null"/> for all of them.</summary>
    public int? MostReadBreakpoints { get; init; }

    /// <summary>Content blocks before each breakpoint in which entries are looked for, 0 or more; <see langword="null"/> where that is not the rule.</summary>
    public int? LookBackBlocks { get; init; }

    /// <summary>Whether the provider sets a breakpoint at the newest message unless it is told not to.</summary>
    public bool AutomaticBreakpoint { get; init; }

    /// <summary>Whether the last token of a prompt is always computed, because the first answer token needs its logits.</summary>
    public bool LastTokenIsComputed { get; init; }

    /// <summary>Whether the tokens of an answer are kept too, so that the next turn finds them.</summary>
    public bool KeepsAnswers { get; init; }

    /// <summary>Tokens that the cache holds, least recently used first out; <see langword="null"/> when it depends on the machine or nobody says.</summary>
    public int? CapacityTokens { get; init; }

    /// <summary>Lifetimes, the default first; at most two. Empty when entries do not expire.</summary>
    public IReadOnlyList<CacheLifetime> Lifetimes { get; init; } = [];

    /// <summary>Whether entries of the longer lifetime have to come before those of the shorter one.</summary>
    public bool LongerLifetimeFirst { get; init; }

    /// <summary>Price of a cached token in multiples of an input token, 0 to 1; <see langword="null"/> when unknown.</summary>
    public double? ReadMultiple { get; init; }

    /// <summary>Price of a million input tokens in US dollars; <see langword="null"/> when unknown, as in all files that come with the portal.</summary>
    public decimal? InputPricePerMillion { get; init; }

    /// <summary>Models that differ in figures; the longest matching pattern counts.</summary>
    public IReadOnlyList<FamilyVariant> Variants { get; init; } = [];

    /// <summary>Where the provider reports what its cache did.</summary>
    public UsageFields Usage { get; init; } = new();

    /// <summary>How a prompt says what to keep and where it belongs, in the provider's field names; empty when nothing is said.</summary>
    public IReadOnlyList<string> Markers { get; init; } = [];

    /// <summary>What is uncertain, what sources contradict each other in, and what the engine leaves out.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>This family with the figures of one of its models.</summary>
    public ModelFamily Of(string model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var variant = Variants.Where(variant => ModelPattern.Rank(variant.Models, model) is not null)
            .MaxBy(variant => ModelPattern.Rank(variant.Models, model));
        return variant is null ? this : this with
        {
            MinimumTokens = variant.MinimumTokens ?? MinimumTokens,
            ReadMultiple = variant.ReadMultiple ?? ReadMultiple,
            InputPricePerMillion = variant.InputPricePerMillion ?? InputPricePerMillion,
        };
    }

    /// <summary>Whole days from <see cref="Checked"/> to a day; 0 when it lies in the future.</summary>
    public int AgeInDays(DateOnly today) => Math.Max(0, today.DayNumber - Checked.DayNumber);
}
