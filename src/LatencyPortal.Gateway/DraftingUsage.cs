using LatencyPortal.Decoding;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway;

/// <summary>Counts of speculative decoding in <see cref="UsageDetails.AdditionalCounts"/>; only models inside the portal have them.</summary>
/// <param name="DraftedTokens">Tokens proposed to the model.</param>
/// <param name="AcceptedTokens">Proposed tokens that the model agreed to.</param>
/// <param name="Origins">The output tokens by who proposed them.</param>
public sealed record DraftingUsage(int DraftedTokens, int AcceptedTokens, OriginCounts Origins)
{
    private const string Drafted = "latencyportal.drafted";
    private const string Accepted = "latencyportal.accepted";
    private const string Target = "latencyportal.origin.target";
    private const string DraftModel = "latencyportal.origin.draft_model";
    private const string NGram = "latencyportal.origin.ngram";
    private const string Forced = "latencyportal.origin.forced";

    /// <summary>Reads the counts; <see langword="null"/> when the provider has none.</summary>
    public static DraftingUsage? From(UsageDetails? usage)
    {
        if (usage?.AdditionalCounts is not { } counts || !counts.ContainsKey(Target))
            return null;
        return new DraftingUsage(
            Count(Drafted), Count(Accepted), new OriginCounts(Count(Target), Count(DraftModel), Count(NGram), Count(Forced)));

        int Count(string key) => (int)counts.GetValueOrDefault(key);
    }

    internal static AdditionalPropertiesDictionary<long> CountsOf(DecodeUsage usage) => new()
    {
        [Drafted] = usage.DraftedTokens,
        [Accepted] = usage.AcceptedTokens,
        [Target] = usage.Origins.Target,
        [DraftModel] = usage.Origins.DraftModel,
        [NGram] = usage.Origins.NGram,
        [Forced] = usage.Origins.Forced,
    };
}
