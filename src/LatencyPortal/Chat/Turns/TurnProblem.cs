namespace LatencyPortal.Chat.Turns;

/// <summary>Why a turn cannot be taken.</summary>
internal enum TurnProblem
{
    /// <summary>There is no such conversation or message, or it is deleted.</summary>
    NotFound,

    /// <summary>Answers are compared and nobody has chosen with which of them the conversation goes on.</summary>
    NothingChosen,

    /// <summary>The answer is whole, or has no text yet, so that there is nothing to go on with.</summary>
    NothingToContinue,

    /// <summary>The conversation has gone on behind the answer.</summary>
    GoneOn,
}
