using LatencyPortal.Data;

namespace LatencyPortal.Chat.Hub;

/// <summary>The figures of an answer; what is unknown is null.</summary>
/// <param name="TtftMs">TTFT in ms.</param>
/// <param name="TpotMs">TPOT in ms.</param>
/// <param name="OutputTokens">Output tokens.</param>
/// <param name="TokensEstimated">Whether the token count, and so TPOT, is an estimate.</param>
internal sealed record HubFigures(double? TtftMs, double? TpotMs, int? OutputTokens, bool TokensEstimated)
{
    public static HubFigures Of(AnswerFigures figures) => new(figures.TtftMs, figures.TpotMs, figures.Tokens, figures.Estimated);

    public static HubFigures Of(Message message) => new(message.TtftMs, message.TpotMs, message.OutputTokens, message.TokensEstimated);
}
