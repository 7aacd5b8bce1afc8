using System.Globalization;
using LatencyPortal.Controls;
using LatencyPortal.Gateway.Prompts.Families;

namespace LatencyPortal.Prompts;

/// <summary>Figures of a family in words; what nobody states is said to be so.</summary>
internal static class FamilyText
{
    private const string NotStated = "not stated";

    /// <summary>How it caches, in one sentence.</summary>
    public static string Mechanism(CacheMechanism mechanism) => mechanism switch
    {
        CacheMechanism.Automatic => "Keeps the beginning of every prompt by itself.",
        CacheMechanism.BreakpointsWithLookBack => "Keeps what ends at a breakpoint, and finds it from later breakpoints.",
        CacheMechanism.ExactBreakpoints => "Keeps what ends at a breakpoint, and finds it there alone.",
        CacheMechanism.NamedObject => "Keeps one object that each request names.",
        CacheMechanism.BlockChain => "Keeps whole blocks of tokens while there is room.",
        CacheMechanism.TokenExact => "Keeps prompts to the token while there is room.",
        CacheMechanism.Units => "Keeps complete units: whole inputs, whole outputs, and beginnings that were seen to be shared.",
        _ => "Nothing is predicted.",
    };

    /// <summary>The minimum: <c>1,024 tokens</c>, or <c>512 to 4,096 tokens by model</c>.</summary>
    public static string Minimum(ModelFamily family)
    {
        if (family.Mechanism == CacheMechanism.None)
            return Milliseconds.Unknown;
        var all = family.Variants.Select(variant => variant.MinimumTokens).Append(family.MinimumTokens).OfType<int>().ToList();
        return all.Count == 0 ? NotStated
            : all.Min() == all.Max() ? Tokens(all.Min())
            : $"{Count(all.Min())} to {Tokens(all.Max())} by model";
    }

    /// <summary>The step beyond the minimum.</summary>
    public static string Granularity(ModelFamily family) => family switch
    {
        { Mechanism: CacheMechanism.None } => Milliseconds.Unknown,
        { LookBackBlocks: 0 } or { Mechanism: CacheMechanism.NamedObject } => "at the breakpoint",
        { LookBackBlocks: { } blocks } => $"breakpoint and {blocks} blocks before it",
        { Mechanism: CacheMechanism.ExactBreakpoints, MostReadBreakpoints: { } most } => $"the latest {most} breakpoints",
        { Mechanism: CacheMechanism.ExactBreakpoints } => "at breakpoints",
        { GranularityTokens: { } step } => step == 1 ? "to the token" : $"{Count(step)} tokens",
        _ => NotStated,
    };

    /// <summary>The lifetimes: <c>5 min, or 1 h</c>.</summary>
    public static string Life(ModelFamily family) => family switch
    {
        { Mechanism: CacheMechanism.None } => Milliseconds.Unknown,
        { Lifetimes.Count: 0 } => "until there is no room",
        _ => string.Join(", or ", family.Lifetimes.Select(Life)),
    };

    /// <summary>Price of a cached token beside one of input: <c>0.1 ×</c>.</summary>
    public static string Read(ModelFamily family)
    {
        var all = family.Variants.Select(variant => variant.ReadMultiple).Append(family.ReadMultiple).OfType<double>().Distinct().Order().ToList();
        var models = family.ReadMultiple is null && all.Count > 0 ? " by model" : "";
        return all.Count == 0 ? NotStated : string.Join(" to ", new[] { all[0], all[^1] }.Distinct().Select(Times)) + models;
    }

    /// <summary>Price of a written token beside one of input: <c>5m 1.25 ×, 1h 2 ×</c>.</summary>
    public static string Write(ModelFamily family)
    {
        var known = family.Lifetimes.Where(lifetime => lifetime.WriteMultiple is not null).ToList();
        return known.Count == 0 ? NotStated
            : known.All(lifetime => lifetime.WriteMultiple == 1) ? "nothing more"
            : known.Count == 1 ? Times(known[0].WriteMultiple!.Value)
            : string.Join(", ", known.Select(lifetime => $"{lifetime.Name} {Times(lifetime.WriteMultiple!.Value)}"));
    }

    /// <summary>How long ago it was checked.</summary>
    public static string Age(int days) => days switch
    {
        0 => "checked today",
        1 => "checked yesterday",
        _ => $"checked {Count(days)} days ago",
    };

    /// <summary>What differs for some models of a family.</summary>
    public static string Variant(FamilyVariant variant)
    {
        string?[] parts =
        [
            variant.MinimumTokens is { } minimum ? $"from {Tokens(minimum)} on" : null,
            variant.ReadMultiple is { } read ? $"cached tokens {Times(read)}" : null,
        ];
        return string.Join(", ", parts.OfType<string>());
    }

    /// <summary>Whole tokens with their unit.</summary>
    public static string Tokens(int tokens) => tokens == 1 ? "1 token" : $"{Count(tokens)} tokens";

    private static string Life(CacheLifetime lifetime)
    {
        if (lifetime.Seconds is not { } seconds)
            return NotStated;
        var most = lifetime.MostSeconds > seconds ? $", at most {Duration(lifetime.MostSeconds.Value)}" : "";
        return Duration(seconds) + (lifetime.RefreshedOnUse ? " without use" : "") + most;
    }

    private static string Duration(int seconds) => seconds switch
    {
        _ when seconds % 3600 == 0 => $"{Count(seconds / 3600)} h",
        _ when seconds % 60 == 0 => $"{Count(seconds / 60)} min",
        _ => $"{Count(seconds)} s",
    };

    private static string Times(double multiple) => FormattableString.Invariant($"{multiple:0.####} ×");

    private static string Count(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
