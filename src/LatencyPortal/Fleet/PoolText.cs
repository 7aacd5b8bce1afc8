using LatencyPortal.Gateway;

namespace LatencyPortal.Fleet;

/// <summary>What a pool does, in words.</summary>
internal static class PoolText
{
    public static string Of(PoolPolicy policy) => policy switch
    {
        PoolPolicy.Order => "In order",
        PoolPolicy.Fastest => "Fastest first",
        _ => "Warm prefix first",
    };

    public static string Meaning(PoolPolicy policy) => policy switch
    {
        PoolPolicy.Order => "The first healthy member answers; the others stand in for it.",
        PoolPolicy.Fastest => "The healthy member with the shortest expected time to first token answers.",
        _ => "The member that has read the beginning of the prompt before answers, unless it is overloaded. For replicas of one model.",
    };

    public static string Hedging(PoolConfig pool) => pool.Hedges
        ? FormattableString.Invariant($"Hedging on: at most {pool.HedgeBudget * 100:0.##} extra calls to 100.")
        : "Hedging off.";
}
