using LatencyPortal.Data;

namespace LatencyPortal.Chat.Turns;

/// <summary>What came of asking: the answers that generations shall fill, or why there are none.</summary>
/// <param name="Answers">The new answers, in the order of the models that were asked; empty when refused.</param>
/// <param name="Problem">Why it was refused.</param>
internal sealed record Turn(IReadOnlyList<Message> Answers, TurnProblem? Problem = null)
{
    public static Turn Refused(TurnProblem problem) => new([], problem);
}
