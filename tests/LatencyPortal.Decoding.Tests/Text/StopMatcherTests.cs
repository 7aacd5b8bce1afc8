using CsCheck;
using LatencyPortal.Decoding.Text;

namespace LatencyPortal.Decoding.Tests.Text;

public sealed class StopMatcherTests
{
    /// <summary>Two letters make matches, near matches and overlaps likely.</summary>
    private static readonly Gen<string> Letters = Gen.Char["ab"].Array[0, 24].Select(letters => new string(letters));

    private static readonly Gen<List<string>> Stops =
        Gen.Char["ab"].Array[1, 6].Select(letters => new string(letters)).List[0, 3];

    [Fact]
    public void Append_AnyChunks_EqualsSearchInTheWholeText() =>
        Gen.Select(Letters, Stops, Gen.Int[1, 5].Array[1, 6]).Sample((text, stops, cuts) =>
        {
            var matcher = new StopMatcher(stops);
            var output = new TextLog();
            var (expected, expectedStop) = Search(text, stops);
            for (int at = 0, i = 0; at < text.Length; i++)
            {
                var end = Math.Min(text.Length, at + cuts[i % cuts.Length]);
                matcher.Append(text.AsSpan(at..end), output);
                at = end;
                // Nothing is held back without need.
                if (!matcher.Stopped)
                    Assert.Equal(text[..(at - Undecided(text[..at], stops))], output.Read(0, output.Length));
            }

            if (!matcher.Stopped)
                matcher.Flush(output);

            Assert.Equal(expected, output.Read(0, output.Length));
            Assert.Equal(expectedStop, matcher.Stopped);
        });

    [Fact]
    public void Append_AfterAStop_IsIgnored()
    {
        var matcher = new StopMatcher(["END"]);
        var output = new TextLog();

        matcher.Append("one E", output);
        Assert.Equal("one ", output.Read(0, output.Length));
        matcher.Append("ND two", output);
        matcher.Append(" three", output);

        Assert.True(matcher.Stopped);
        Assert.Equal("one ", output.Read(0, output.Length));
    }

    [Fact]
    public void New_EmptyStop_IsRefused() => Assert.Throws<ArgumentException>(() => new StopMatcher(["a", ""]));

    private static (string Text, bool Stopped) Search(string text, List<string> stops)
    {
        for (var end = 1; end <= text.Length; end++)
        {
            var complete = stops.Where(stop => text[..end].EndsWith(stop, StringComparison.Ordinal)).ToList();
            if (complete.Count > 0)
                return (text[..(end - complete.Max(stop => stop.Length))], true);
        }

        return (text, false);
    }

    private static int Undecided(string text, List<string> stops) =>
        Enumerable.Range(0, text.Length + 1).Last(length =>
            length == 0 || stops.Any(stop => stop.Length > length && stop.StartsWith(text[^length..], StringComparison.Ordinal)));
}
