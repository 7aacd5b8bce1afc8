using System.Text;
using CsCheck;
using LatencyPortal.Gateway.Providers;
using LatencyPortal.Gateway.Tests.Providers.Wire;

namespace LatencyPortal.Gateway.Tests.Providers;

public sealed class EventReaderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("data: a\n\ndata: b\n\n", "a|b")]
    [InlineData("data: a\r\n\r\ndata: b\r\rdata:c\n\r\n", "a|b|c")]
    [InlineData("\uFEFFdata: a\n\n", "a")]
    [InlineData(": comment\n\nevent: x\nid: 1\nretry: 5\ndata: a\n\n\n\n", "a")]
    [InlineData("data: a\ndata: b\ndata\n\n", "a\nb\n")]
    [InlineData("data:  two\n\ndatabase: no\n\n", " two")]
    [InlineData("data: a", "a")]
    [InlineData("data: a\n", "a")]
    [InlineData("event: only\n\n", "")]
    [InlineData("", "")]
    public async Task NextAsync_Framing_IsUnderstood(string text, string events)
    {
        Assert.Equal(events, string.Join('|', await ReadAsync(Encoding.UTF8.GetBytes(text), 4096)));
    }

    [Fact]
    public void NextAsync_CutAnywhereWithAnyLineEnds_GivesTheSameEvents()
    {
        string[] ends = ["\n", "\r", "\r\n"];
        var line = Gen.Char["ab ü世:"].Array[0, 12].Select(letters => new string(letters));
        var one = Gen.Select(line.Array[1, 3], Gen.Int[0, 2]);
        Gen.Select(one.Array[0, 6], Gen.Int[1, 9]).Sample(
            (all, size) =>
            {
                var sent = string.Concat(all.Select(each => string.Concat(each.Item1.Select(text => $"data: {text}{ends[each.Item2]}")) + ends[each.Item2]));
                var expected = all.Select(each => string.Join('\n', each.Item1));
                return ReadAsync(Encoding.UTF8.GetBytes(sent), size).GetAwaiter().GetResult().SequenceEqual(expected);
            },
            iter: 300);
    }

    [Fact]
    public async Task NextAsync_LineOfTenMegabytesInSmallPieces_IsReadWithoutLookingTwice()
    {
        var line = "data: " + new string('x', 10 * 1024 * 1024) + "\n\n";
        var stream = new PiecewiseStream(Encoding.UTF8.GetBytes(line), 1000);

        var data = await new EventReader(stream).NextAsync(Token);

        Assert.Equal(10 * 1024 * 1024, data!.Value.Length);
    }

    [Fact]
    public async Task NextAsync_LineBeyondTheLimit_IsRefused()
    {
        var reader = new EventReader(new PiecewiseStream(new byte[LineReader.LongestLine * 2 + 2], 1024 * 1024));

        await Assert.ThrowsAsync<InvalidDataException>(async () => await reader.NextAsync(Token));
    }

    [Fact]
    public async Task NextAsync_CarriageReturnAtTheEndOfARead_IsNotWaitedBehind()
    {
        var stream = new PiecewiseStream("a\r\nb\n"u8.ToArray(), 2);
        var reader = new LineReader(stream);

        Assert.Equal("a", Encoding.UTF8.GetString((await reader.NextAsync(Token))!.Value.Span));
        Assert.Equal(1, stream.Reads);
        Assert.Equal("b", Encoding.UTF8.GetString((await reader.NextAsync(Token))!.Value.Span));
        Assert.Null(await reader.NextAsync(Token));
    }

    private static async Task<List<string>> ReadAsync(byte[] bytes, int size)
    {
        var reader = new EventReader(new PiecewiseStream(bytes, size));
        List<string> events = [];
        while (await reader.NextAsync(CancellationToken.None) is { } data)
            events.Add(Encoding.UTF8.GetString(data.Span));
        return events;
    }
}
