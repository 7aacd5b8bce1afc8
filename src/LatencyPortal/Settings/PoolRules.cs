using LatencyPortal.Gateway;

namespace LatencyPortal.Settings;

/// <summary>What a pool may look like, in configuration and on the Fleet page alike.</summary>
internal static class PoolRules
{
    /// <summary>Most members of one pool.</summary>
    public const int MostMembers = 64;

    /// <summary>Fewest and most extra calls to 100 that the form takes; for none at all, hedging is turned off.</summary>
    public const double LeastExtraCalls = 0.1, MostExtraCalls = 100;

    /// <param name="name">The name.</param>
    /// <param name="models">Names of models that have no endpoint: a pool with such a name would never be asked.</param>
    /// <returns>What is wrong as a sentence, or <see langword="null"/>.</returns>
    public static string? CheckName(string? name, IEnumerable<string> models) =>
        NameRules.Check(name, "pool")
        ?? (models.Contains(name, StringComparer.OrdinalIgnoreCase) ? $"There is a model named {name} already; choose another name." : null);

    /// <param name="members">Ids of models.</param>
    /// <param name="problemOf">What is wrong with one id as a sentence, or <see langword="null"/>.</param>
    /// <returns>What is wrong as a sentence, or <see langword="null"/>.</returns>
    public static string? CheckMembers(IReadOnlyCollection<string> members, Func<string, string?> problemOf)
    {
        if (members.Count is 0 or > MostMembers)
            return $"The pool needs 1 to {MostMembers} members, for example ollama/llama3.2.";
        if (members.GroupBy(member => member, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
            return $"{twice.Key} is a member twice.";
        return members.Select(problemOf).FirstOrDefault(problem => problem is not null);
    }

    /// <returns>What is wrong as a sentence, or <see langword="null"/>.</returns>
    public static string? CheckBudget(double budget) => budget is >= 0 and <= 1 ? null : "The hedge budget is a share of the requests, 0 to 1; 0.05 adds at most 5 calls to 100.";

    /// <summary>The budget in the unit of the form, calls to 100.</summary>
    /// <returns>What is wrong as a sentence, or <see langword="null"/>.</returns>
    public static string? CheckExtraCalls(double? calls) => calls is >= LeastExtraCalls and <= MostExtraCalls
        ? null
        : FormattableString.Invariant($"Enter how many extra calls to 100 hedging may make, a number from {LeastExtraCalls} to {MostExtraCalls}. For none, turn hedging off.");

    /// <returns>What is wrong as a sentence, or <see langword="null"/>.</returns>
    public static string? CheckPolicy(string? policy) => string.IsNullOrWhiteSpace(policy) || PolicyOf(policy) is not null
        ? null
        : $"There is no policy {policy}; there are {string.Join(", ", Enum.GetNames<PoolPolicy>())}.";

    /// <summary>The policy of that name; a number is no name.</summary>
    public static PoolPolicy? PolicyOf(string? policy) =>
        Enum.GetNames<PoolPolicy>().FirstOrDefault(name => name.Equals(policy?.Trim(), StringComparison.OrdinalIgnoreCase)) is { } known
            ? Enum.Parse<PoolPolicy>(known)
            : null;
}
