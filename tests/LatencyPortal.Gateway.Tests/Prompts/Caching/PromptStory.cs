using LatencyPortal.Gateway.Prompts.Families;
using LatencyPortal.Testing.Upstream;

namespace LatencyPortal.Gateway.Tests.Prompts.Caching;

/// <summary>Requests as a portal sends them: conversations that grow, system texts that some of them share, edits, repeats and pauses.</summary>
internal sealed class PromptStory(ModelFamily family, int seed)
{
    private static readonly int[] Pauses = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 5, 10, 30, 120, 299, 300, 301, 1500, 1799, 1800, 3599, 3600, 7200, 86_399, 86_400];

    private readonly Random _random = new(seed);
    private readonly List<List<IReadOnlyList<string>>> _conversations = [];

    /// <summary>Words in common for all texts, so that long prompts cost the test little.</summary>
    private readonly string[] _words = [.. Enumerable.Range(0, 500).Select(i => $"w{i}")];

    private int Minimum => family.MinimumTokens ?? 1;

    /// <summary>The next request, and the pause before it.</summary>
    public (WordPrompt Prompt, TimeSpan Pause) Next()
    {
        var blocks = NextBlocks();
        var lifetime = family.Lifetimes.Count == 0 ? null : family.Lifetimes[_random.Next(family.Lifetimes.Count)].Name;
        var pause = TimeSpan.FromSeconds(Pauses[_random.Next(Pauses.Length)]);
        return family.Mechanism switch
        {
            CacheMechanism.BreakpointsWithLookBack => (Marked(blocks, _random.Next(family.MostBreakpoints!.Value + 1), lifetime), pause),
            CacheMechanism.NamedObject => (new WordPrompt { Blocks = blocks, Breakpoints = [(0, null)], Automatic = false }, pause),
            // Marks of earlier messages stay, so that there are more than can be written.
            CacheMechanism.ExactBreakpoints => (Marked(blocks, _random.Next(7), null) with { Automatic = _random.Next(4) == 0 ? false : null }, pause),
            _ => (new WordPrompt { Blocks = blocks, Lifetime = lifetime }, pause),
        };
    }

    private List<IReadOnlyList<string>> NextBlocks()
    {
        if (_conversations.Count == 0 || _random.Next(6) == 0)
        {
            if (_conversations.Count == 5)
                _conversations.RemoveAt(0);
            // The same three system texts: shorter than the minimum, just as long, longer.
            var system = _random.Next(3);
            _conversations.Add([Text(system, Math.Max(20, Minimum + ((system - 1) * 25)))]);
        }

        var conversation = _conversations[_random.Next(_conversations.Count)];
        switch (_random.Next(8))
        {
            case 0: // asked again
                break;
            case 1 when conversation.Count > 1: // edited
                conversation[^1] = Text(_random.Next(1000), 3 + _random.Next(30));
                break;
            case 2: // a turn of many small blocks, as agents make them
                for (var more = _random.Next(18, 23); more > 0; more--)
                    conversation.Add(Text(_random.Next(1000), 1 + _random.Next(2)));
                break;
            default:
                conversation.Add(Text(_random.Next(1000), 3 + _random.Next(30)));
                break;
        }

        if (conversation.Sum(block => block.Count) > Minimum + 300)
            conversation.RemoveRange(1, conversation.Count - 1);
        return [.. conversation];
    }

    private WordPrompt Marked(List<IReadOnlyList<string>> blocks, int marks, string? lifetime)
    {
        var places = Enumerable.Range(0, Math.Min(marks, blocks.Count))
            .Select(_ => _random.Next(2) == 0 ? _random.Next(blocks.Count) : blocks.Count - 1 - _random.Next(Math.Min(3, blocks.Count))).Distinct().Order().ToList();
        // The longer lifetime comes first, up to some place.
        var shorterFrom = _random.Next(places.Count + 1);
        var longest = family.Lifetimes.MaxBy(life => life.Seconds)?.Name;
        var automatic = places.Count < family.MostBreakpoints && _random.Next(2) == 0;
        return new WordPrompt
        {
            Blocks = blocks,
            Breakpoints = [.. places.Select((place, i) => (place, i < shorterFrom ? longest : family.Lifetimes[0].Name))],
            Automatic = automatic,
            Lifetime = automatic && shorterFrom == places.Count ? lifetime : family.Lifetimes[0].Name,
        };
    }

    private string[] Text(int number, int words)
    {
        var start = number * 7;
        return [.. Enumerable.Range(0, words).Select(i => i == 0 ? $"t{number}" : _words[(start + i) % _words.Length])];
    }
}
