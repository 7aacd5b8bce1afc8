using System.Runtime.InteropServices;

namespace LatencyPortal.Decoding.Text;

/// <summary>
/// Finds stop strings in streamed text. Text that may still become a stop string is held back, so
/// nothing of a stop string is ever handed out. The stop string that is complete first wins; of
/// several complete at the same character, the longest. Each character takes a bounded number of steps
/// on average, however the stop strings repeat themselves.
/// </summary>
internal sealed class StopMatcher
{
    private readonly StopPattern[] _stops;
    private readonly List<char> _held = [];
    private int _released;

    public StopMatcher(IReadOnlyList<string> stops)
    {
        if (stops.Any(string.IsNullOrEmpty))
            throw new ArgumentException("A stop string must not be empty.");
        _stops = [.. stops.OrderByDescending(stop => stop.Length).Select(stop => new StopPattern(stop))];
    }

    /// <summary>A stop string was found; all text before it has been handed out.</summary>
    public bool Stopped { get; private set; }

    /// <summary>Appends to <paramref name="output"/> the text that is certain to be part of the answer.</summary>
    public void Append(ReadOnlySpan<char> text, TextLog output)
    {
        if (Stopped)
            return;
        if (_stops.Length == 0)
        {
            output.Append(text);
            return;
        }

        foreach (var character in text)
        {
            _held.Add(character);
            if (CompletedBy(character) is not { } length)
                continue;
            Release(_held.Count - length, output);
            _held.Clear();
            Stopped = true;
            return;
        }

        Release(_held.Count - LongestStart(), output);
    }

    /// <summary>The answer is over: what was held back is text after all.</summary>
    public void Flush(TextLog output) => Release(_held.Count, output);

    /// <summary>The length of the stop string that ends with a character.</summary>
    private int? CompletedBy(char character)
    {
        int? length = null;
        // The longest stands first, but all of them have to see the character.
        foreach (var stop in _stops)
        {
            if (stop.Advance(character))
                length ??= stop.Length;
        }

        return length;
    }

    /// <summary>Length of the longest held suffix that begins a stop string.</summary>
    private int LongestStart()
    {
        var longest = 0;
        foreach (var stop in _stops)
            longest = Math.Max(longest, stop.Matched);
        return longest;
    }

    /// <summary>Hands out what is held up to a place.</summary>
    private void Release(int end, TextLog output)
    {
        output.Append(CollectionsMarshal.AsSpan(_held)[_released..end]);
        _released = end;
        // Moving up what is left costs no more than what was handed out since the last time.
        if (_released * 2 < _held.Count)
            return;
        _held.RemoveRange(0, _released);
        _released = 0;
    }
}
