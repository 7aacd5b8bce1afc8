using System.Text;

namespace LatencyPortal.Decoding.Text;

/// <summary>
/// Finds stop strings in streamed text. Text that may still become a stop string is held back, so
/// nothing of a stop string is ever handed out. The stop string that is complete first wins; of
/// several complete at the same character, the longest.
/// </summary>
internal sealed class StopMatcher
{
    private readonly string[] _stops;
    private readonly StringBuilder _held = new();

    public StopMatcher(IReadOnlyList<string> stops)
    {
        if (stops.Any(string.IsNullOrEmpty))
            throw new ArgumentException("A stop string must not be empty.");
        _stops = [.. stops.OrderByDescending(stop => stop.Length)];
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
            _held.Append(character);
            if (CompletedStop() is not { } stop)
                continue;
            output.Append(_held, 0, _held.Length - stop.Length);
            _held.Clear();
            Stopped = true;
            return;
        }

        var keep = LongestPossibleStart();
        output.Append(_held, 0, _held.Length - keep);
        _held.Remove(0, _held.Length - keep);
    }

    /// <summary>The answer is over: what was held back is text after all.</summary>
    public void Flush(TextLog output)
    {
        output.Append(_held, 0, _held.Length);
        _held.Clear();
    }

    private string? CompletedStop()
    {
        foreach (var stop in _stops)
        {
            if (HeldEndsWith(stop, stop.Length))
                return stop;
        }

        return null;
    }

    /// <summary>Length of the longest held suffix that begins a stop string.</summary>
    private int LongestPossibleStart()
    {
        var longest = 0;
        foreach (var stop in _stops)
        {
            for (var length = Math.Min(stop.Length - 1, _held.Length); length > longest; length--)
            {
                if (HeldEndsWith(stop, length))
                    longest = length;
            }
        }

        return longest;
    }

    private bool HeldEndsWith(string stop, int length)
    {
        if (_held.Length < length)
            return false;
        var start = _held.Length - length;
        for (var i = 0; i < length; i++)
        {
            if (_held[start + i] != stop[i])
                return false;
        }

        return true;
    }
}
