using LatencyPortal.Gateway.Prompts.Replay;
using LatencyPortal.Gateway.Prompts.Templates;
using LatencyPortal.Telemetry.Traces;

namespace LatencyPortal.Gateway.Prompts.Misses;

/// <summary>Finds where a prompt parts from an earlier one.</summary>
internal static class DifferenceFinder
{
    /// <summary>The first difference; <see langword="null"/> when the earlier prompt is the beginning of this one, or nothing is known of a version.</summary>
    public static PromptDifference? Find(PromptTrace trace, PromptTrace earlier, Func<int, PromptOutline?> outlineOf)
    {
        if (outlineOf(trace.Version) is not { } outline || outlineOf(earlier.Version) is not { } before)
            return null;
        var pieces = outline.Read(trace);
        var others = before.Read(earlier);
        for (var i = 0; i < pieces.Count; i++)
        {
            if (i < others.Count && Equal(pieces[i], others[i]))
                continue;
            return IsGrown(pieces[i], trace, earlier) ? null : Of(pieces[i], i == 0 ? 0 : pieces[i - 1].Tokens, trace, earlier);
        }

        return null;
    }

    private static bool Equal(OutlinePiece one, OutlinePiece other) => one.Hash == other.Hash && one.Tokens == other.Tokens;

    /// <summary>What was asked earlier stands among the turns now, and what follows it is new.</summary>
    private static bool IsGrown(OutlinePiece piece, PromptTrace trace, PromptTrace earlier) =>
        piece.Source.Place == OutlinePlace.History && piece.Turn == earlier.History.Count && trace.History[piece.Turn].Hash == earlier.Asked?.Hash;

    private static PromptDifference Of(OutlinePiece piece, int tokensBefore, PromptTrace trace, PromptTrace earlier)
    {
        var variable = piece.Source.Names.FirstOrDefault(name => Differs(name, trace, earlier));
        return new PromptDifference
        {
            Place = piece.Source.Place,
            Segment = piece.Source.Segment,
            Variable = variable,
            Turn = piece.Source.Place == OutlinePlace.History ? piece.Turn : null,
            Character = piece.Source.Place == OutlinePlace.Own
                ? Character(trace.Own?.Text, earlier.Own?.Text)
                : variable is null ? null : Character(Value(trace, variable)?.Text, Value(earlier, variable)?.Text),
            TokensBefore = tokensBefore,
            OtherVersion = trace.Version != earlier.Version,
        };
    }

    private static bool Differs(string name, PromptTrace trace, PromptTrace earlier) => name switch
    {
        BuiltInVariables.Now => trace.At != earlier.At,
        BuiltInVariables.Today => trace.At.UtcDateTime.Date != earlier.At.UtcDateTime.Date,
        _ => Value(trace, name)?.Hash != Value(earlier, name)?.Hash,
    };

    private static TracedValue? Value(PromptTrace trace, string name)
    {
        foreach (var value in trace.Values)
        {
            if (value.Name == name)
                return value;
        }

        return null;
    }

    /// <summary>Of long texts only the beginning is kept, which may be equal.</summary>
    private static int? Character(string? one, string? other) =>
        one is null || other is null || one == other ? null : one.AsSpan().CommonPrefixLength(other);
}
