namespace LatencyPortal.Decoding.Text.Jinja.Library;

/// <summary>
/// The order in which the reference sorts the keys of JSON: that of the root collation of Unicode
/// for ASCII (signs, digits, letters; small before capital only where nothing else differs). Other
/// characters follow by their code.
/// </summary>
internal static class Collation
{
    private const string Order = " _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$0123456789abcdefghijklmnopqrstuvwxyz";

    public static int Compare(string a, string b)
    {
        var length = Math.Min(a.Length, b.Length);
        for (var i = 0; i < length; i++)
        {
            var difference = Weight(a[i]) - Weight(b[i]);
            if (difference != 0)
                return difference;
        }

        if (a.Length != b.Length)
            return a.Length - b.Length;
        for (var i = 0; i < length; i++)
        {
            if (a[i] != b[i])
                return char.IsAsciiLetterLower(a[i]) ? -1 : 1;
        }

        return 0;
    }

    private static int Weight(char character)
    {
        var place = Order.IndexOf(char.ToLowerInvariant(character), StringComparison.Ordinal);
        return place >= 0 ? place : Order.Length + character;
    }
}
