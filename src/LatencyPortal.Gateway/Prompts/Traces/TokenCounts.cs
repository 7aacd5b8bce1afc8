using System.Collections.Concurrent;

namespace LatencyPortal.Gateway.Prompts.Traces;

/// <summary>
/// Tokens of texts that were counted before: static text, documents and earlier turns come again with every request, and counting them
/// takes much longer than hashing them. Any thread.
/// </summary>
internal sealed class TokenCounts
{
    private const int MostTexts = 8_192;

    private readonly ConcurrentDictionary<(string Model, ulong Text), int> _counts = new();

    /// <summary>About how many there are: the dictionary locks all of itself to say it.</summary>
    private int _texts;

    /// <summary>Tokens of a text for a model.</summary>
    public int Of(string model, ulong hash, string text, Func<string, int> count)
    {
        if (text.Length == 0)
            return 0;
        if (_counts.TryGetValue((model, hash), out var known))
            return known;
        var tokens = Math.Max(0, count(text));
        // Rare, and what comes again is soon there again.
        if (Interlocked.Increment(ref _texts) > MostTexts)
        {
            _counts.Clear();
            Volatile.Write(ref _texts, 1);
        }

        _counts[(model, hash)] = tokens;
        return tokens;
    }
}
