using System.Globalization;
using System.Text;

namespace LatencyPortal.Decoding.Text;

/// <summary>
/// Unicode normalization forms (Unicode Standard Annex 15). <see cref="string.Normalize()"/> leaves
/// text as it is where globalization is invariant, as it is in this program.
/// </summary>
internal static class UnicodeNormalizer
{
    private const int SyllableBase = 0xAC00;
    private const int LeadBase = 0x1100;
    private const int VowelBase = 0x1161;
    private const int TrailBase = 0x11A7;
    private const int Leads = 19;
    private const int Vowels = 21;
    private const int Trails = 28;

    private static readonly Dictionary<int, int> Classes = [];
    private static readonly Dictionary<int, int[]> Canonical = [];
    private static readonly Dictionary<int, int[]> Compatible = [];
    private static readonly Dictionary<(int, int), int> Pairs = [];

    static UnicodeNormalizer()
    {
        using var stream = typeof(UnicodeNormalizer).Assembly.GetManifestResourceStream("normalization.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
                continue;
            var fields = line.Split(' ');
            var code = Hex(fields[0]);
            if (int.Parse(fields[1], CultureInfo.InvariantCulture) is var combining and > 0)
                Classes[code] = combining;
            int[] parts = [.. fields.Skip(3).Select(Hex)];
            if (fields[2] is "=" or "!")
                Canonical[code] = parts;
            if (fields[2] == "=")
                Pairs[(parts[0], parts[1])] = code;
            if (fields[2] == "~")
                Compatible[code] = parts;
        }
    }

    /// <summary>NFC, NFD, NFKC or NFKD of a well-formed text.</summary>
    public static string Normalize(string text, bool compatible, bool compose)
    {
        // Below the combining marks everything is in form C, and ASCII is in every form.
        if (!text.AsSpan().ContainsAnyExceptInRange('\0', compose && !compatible ? '\u02FF' : '\u007F'))
            return text;
        var scalars = new List<int>(text.Length);
        foreach (var scalar in text.EnumerateRunes())
            Decompose(scalar.Value, compatible, scalars);
        Order(scalars);
        if (compose)
            Compose(scalars);
        var builder = new StringBuilder(text.Length);
        foreach (var scalar in scalars)
            builder.Append(new Rune(scalar));
        return builder.ToString();
    }

    private static int Hex(string text) => int.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static int ClassOf(int scalar) => Classes.GetValueOrDefault(scalar);

    private static void Decompose(int scalar, bool compatible, List<int> output)
    {
        var syllable = scalar - SyllableBase;
        if (syllable is >= 0 and < Leads * Vowels * Trails)
        {
            output.Add(LeadBase + (syllable / (Vowels * Trails)));
            output.Add(VowelBase + (syllable / Trails % Vowels));
            if (syllable % Trails != 0)
                output.Add(TrailBase + (syllable % Trails));
        }
        else if (Canonical.TryGetValue(scalar, out var parts) || (compatible && Compatible.TryGetValue(scalar, out parts)))
        {
            foreach (var part in parts)
                Decompose(part, compatible, output);
        }
        else
        {
            output.Add(scalar);
        }
    }

    /// <summary>Sorts each run of combining marks by class, in n log n steps and without swapping equals.</summary>
    private static void Order(List<int> scalars)
    {
        for (var at = 0; at < scalars.Count; at++)
        {
            var start = at;
            while (at < scalars.Count && ClassOf(scalars[at]) > 0)
                at++;
            if (at - start < 2)
                continue;
            var sorted = scalars.GetRange(start, at - start).OrderBy(ClassOf).ToList();
            for (var i = 0; i < sorted.Count; i++)
                scalars[start + i] = sorted[i];
        }
    }

    private static void Compose(List<int> scalars)
    {
        var starter = -1;
        var lastClass = 0;
        var written = 0;
        foreach (var scalar in scalars.ToArray())
        {
            var combining = ClassOf(scalar);
            // A mark is blocked by one of its class or a higher one between it and the starter.
            var blocked = starter < 0 || (written - 1 > starter && (lastClass == 0 || lastClass >= combining));
            if (!blocked && TryCompose(scalars[starter], scalar, out var composed))
            {
                scalars[starter] = composed;
                continue;
            }

            if (combining == 0)
                starter = written;
            lastClass = combining;
            scalars[written++] = scalar;
        }

        scalars.RemoveRange(written, scalars.Count - written);
    }

    private static bool TryCompose(int first, int second, out int composed)
    {
        if (first - LeadBase is var lead and >= 0 and < Leads && second - VowelBase is var vowel and >= 0 and < Vowels)
        {
            composed = SyllableBase + (((lead * Vowels) + vowel) * Trails);
            return true;
        }

        if (first - SyllableBase is var syllable and >= 0 and < Leads * Vowels * Trails && syllable % Trails == 0 &&
            second - TrailBase is var trail and > 0 and < Trails)
        {
            composed = first + trail;
            return true;
        }

        return Pairs.TryGetValue((first, second), out composed);
    }
}
