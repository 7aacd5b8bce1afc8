using LatencyPortal.Gateway.Prompts.Templates;

namespace LatencyPortal.Gateway.Prompts.Replay;

/// <summary>How often a variable was seen to change.</summary>
public sealed record VariableVolatility
{
    /// <summary>The variable.</summary>
    public required string Name { get; init; }

    /// <summary>Requests that had a value of it.</summary>
    public required int Requests { get; init; }

    /// <summary>Different values among them.</summary>
    public required int DistinctValues { get; init; }

    /// <summary>From one request to the next.</summary>
    public required ChangeShare Overall { get; init; }

    /// <summary>From one request of a conversation to the next of the same.</summary>
    public required ChangeShare InConversation { get; init; }

    /// <summary>From one request to the next of the same day, UTC.</summary>
    public required ChangeShare WithinDay { get; init; }

    /// <summary>From one request to the next of the same hour, UTC.</summary>
    public required ChangeShare WithinHour { get; init; }

    /// <summary>Mean tokens of a value.</summary>
    public required double MeanTokens { get; init; }

    /// <summary>
    /// How often it changes, as far as was seen; never <see cref="ChangeRate.User"/>, because nobody records the user.
    /// <see langword="null"/> when fewer than <see cref="LeastPairs"/> pairs were seen.
    /// </summary>
    public ChangeRate? Suggested =>
        Overall.Pairs < LeastPairs ? null
        : DistinctValues == 1 ? ChangeRate.Never
        : IsSteady(WithinDay) ? ChangeRate.Day
        : IsSteady(WithinHour) ? ChangeRate.Hour
        : IsSteady(InConversation) ? ChangeRate.Conversation
        : ChangeRate.Request;

    /// <summary>Pairs below which nothing is suggested.</summary>
    public const int LeastPairs = 10;

    /// <summary>One change in a hundred is the midnight between two requests, or a value that somebody set anew.</summary>
    private static bool IsSteady(ChangeShare seen) => seen.Pairs >= LeastPairs && seen.Share <= 0.01;
}
