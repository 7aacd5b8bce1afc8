using LatencyPortal.Gateway.Prompts.Families;

namespace LatencyPortal.Gateway.Prompts.Analysis;

/// <summary>What one family's cache would serve of the example prompt, by its rule and as soon as the first request has been kept.</summary>
/// <param name="Family">The rule.</param>
/// <param name="Tokens">Tokens of the example prompt.</param>
/// <param name="NewConversation">Cached tokens of the first question of another conversation.</param>
/// <param name="NextTurn">Cached tokens of the second question of the same conversation.</param>
/// <param name="NextTurnTokens">Tokens of that second prompt.</param>
public sealed record FamilyForecast(ModelFamily Family, int Tokens, int NewConversation, int NextTurn, int NextTurnTokens)
{
    /// <summary>Cached share of the first question of another conversation, 0 to 1.</summary>
    public double NewConversationShare => Tokens == 0 ? 0 : (double)NewConversation / Tokens;

    /// <summary>Cached share of the second question of the same conversation, 0 to 1.</summary>
    public double NextTurnShare => NextTurnTokens == 0 ? 0 : (double)NextTurn / NextTurnTokens;

    /// <summary>Price of the input of a next turn against that of the same without a cache, 0 to 1; <see langword="null"/> when the family's price of reading is unknown.</summary>
    public double? NextTurnCost => Family.ReadMultiple is { } read ? 1 - (NextTurnShare * (1 - read)) : null;
}
