using LatencyPortal.Decoding.Tests.TinyModels;

namespace LatencyPortal.ScriptedModels;

/// <summary>Which token follows which.</summary>
internal static class Script
{
    /// <summary>Words in a mixed order, over and over; every other token leads into the beginning.</summary>
    public static int[] Cycle(int period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(period, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(period, ScriptedVocabulary.Words);
        var words = Enumerable.Range(ScriptedVocabulary.FirstWord, ScriptedVocabulary.Words).ToArray();
        new Random(1).Shuffle(words);
        var next = new int[ScriptedVocabulary.Size];
        Array.Fill(next, words[0]);
        for (var i = 0; i < period; i++)
            next[words[i]] = words[(i + 1) % period];
        return next;
    }

    /// <summary>The same script with a share of the places forgotten: there it goes on somewhere else.</summary>
    public static int[] Forget(int[] script, double share)
    {
        var random = new Random(2);
        return [.. script.Select(next => random.NextDouble() < share ? TinyTokenizer.Byte((byte)'?') : next)];
    }
}
