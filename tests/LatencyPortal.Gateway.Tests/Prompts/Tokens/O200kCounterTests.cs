using CsCheck;
using LatencyPortal.Gateway.Prompts.Tokens;

namespace LatencyPortal.Gateway.Tests.Prompts.Tokens;

/// <summary>Counting block by block must be counting the whole.</summary>
public sealed class O200kCounterTests
{
    // Where lines end, blanks, slashes and punctuation decide what joins them.
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.OneOf("\n", "\n\n", "\r\n", " ", "  ", "\t", "/", ".", "...", "it's", "'s", "12345", "ABC", "äß", "日本", "😀", "\u00a0", "\u2028", "<|endoftext|>", "{}", "\n/", "\n "),
        Gen.String[Gen.Char[' ', '~'], 0, 8]).Array[0, 40].Select(string.Concat);

    // Several blocks, for blocks of 2,048 characters.
    private static readonly Gen<string> LongText = Gen.Select(Text.Array[20, 60], Gen.OneOf("\n", " ", "a b", "\nx")).Select((parts, between) => string.Join(between, parts));

    [Fact]
    public void Count_OfAText_IsThatOfTheWhole() => Text.Sample(text => Assert.Equal(O200kCounter.Read(text).Ids.Length, O200kCounter.Instance.Count(text)));

    [Fact]
    public void Count_OfManyBlocks_IsThatOfTheWhole() => LongText.Sample(
        text =>
        {
            var ids = new List<int>();
            O200kCounter.Instance.Encode(text, ids);
            Assert.Equal(O200kCounter.Read(text).Ids, ids);
        },
        iter: 200);

    [Theory]
    [InlineData("x")]
    [InlineData("世")]
    [InlineData("😀")]
    [InlineData("\n")]
    [InlineData("ab'")]
    public void Count_OfAWordWithoutEnd_IsNearlyThatOfTheWhole(string character)
    {
        var text = string.Concat(Enumerable.Repeat(character, 4_000));

        var count = O200kCounter.Instance.Count(text);

        Assert.InRange(count, O200kCounter.Read(text).Ids.Length, O200kCounter.Read(text).Ids.Length + (2 * (text.Length / 2_048)));
    }

    [Fact]
    public void Count_OfParts_GivesEachTokenToThePartInWhichItBegins() => Text.Array[1, 5].Sample(parts =>
    {
        var starts = O200kCounter.Read(string.Concat(parts)).Starts;
        var ends = parts.Select((_, i) => parts.Take(i + 1).Sum(part => part.Length)).ToList();

        var counts = O200kCounter.Instance.Count(parts);

        Assert.Equal(parts.Select((part, i) => starts.Count(start => start >= ends[i] - part.Length && start < ends[i])), counts);
    });
}
