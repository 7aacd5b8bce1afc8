using System.Text;

namespace LatencyPortal.Decoding.Text;

/// <summary>
/// Keeps markers that a message spells apart from those of the template: before rendering a character that occurs nowhere
/// else is put into each of them, and after rendering it is taken out again and its places are remembered. So it does not
/// matter what the template does with a message: trims it, cuts it or says it twice.
/// </summary>
internal sealed class MarkerGuard
{
    private const char FirstPrivate = '\uE000';
    private const char LastPrivate = '\uF8FF';

    private readonly char _wedge;

    private MarkerGuard(char wedge) => _wedge = wedge;

    /// <summary>A guard whose character is in none of the texts.</summary>
    /// <exception cref="ArgumentException">The messages use up all characters for private use.</exception>
    public static MarkerGuard For(IReadOnlyCollection<string> texts)
    {
        for (var wedge = FirstPrivate; wedge <= LastPrivate; wedge++)
        {
            if (!texts.Any(text => text.Contains(wedge, StringComparison.Ordinal)))
                return new MarkerGuard(wedge);
        }

        throw new ArgumentException("The messages contain every private-use character; leave one out.");
    }

    /// <summary>The text with each marker broken.</summary>
    public string Break(string text, IEnumerable<string> markers)
    {
        foreach (var marker in markers)
        {
            var at = marker.Length > 1 ? 1 : 0;
            text = text.Replace(marker, $"{marker[..at]}{_wedge}{marker[at..]}", StringComparison.Ordinal);
        }

        return text;
    }

    /// <summary>The text without the wedges, and where they were: ascending places of the characters behind them.</summary>
    public (string Text, List<int> Places) Remove(string text)
    {
        var places = new List<int>();
        if (!text.Contains(_wedge, StringComparison.Ordinal))
            return (text, places);
        var clean = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c == _wedge)
                places.Add(clean.Length);
            else
                clean.Append(c);
        }

        return (clean.ToString(), places);
    }
}
