using System.Text;
using CsCheck;
using LatencyPortal.Gateway.Prompts.Traces;
using LatencyPortal.Gateway.Providers;

namespace LatencyPortal.Gateway.Tests.Prompts.Traces;

public sealed class TraceReaderTests
{
    private const string MooncakeRow = """{"timestamp": 250, "input_length": 1100, "output_length": 7, "hash_ids": [4, 18446744073709551615, 6]}""";

    [Fact]
    public async Task Read_MooncakeRow_IsBlocksAndTheirTokens()
    {
        var request = Assert.Single(await ReadAsync(MooncakeRow, new MooncakeFormat()));

        Assert.Equal(TimeSpan.FromMilliseconds(250), request.At);
        Assert.Equal([4, ulong.MaxValue, 6], request.Blocks);
        Assert.Equal([512, 1024, 1100], request.TokensTo);
        Assert.Equal(1100, request.InputTokens);
        Assert.Null(request.CachedTokens);
    }

    [Fact]
    public async Task Read_MooncakeInLargerBlocks_PutsThemTogether()
    {
        var request = Assert.Single(await ReadAsync(MooncakeRow, new MooncakeFormat(1024)));

        Assert.Equal([ulong.MaxValue, 6], request.Blocks);
        Assert.Equal([1024, 1100], request.TokensTo);
    }

    [Fact]
    public async Task Read_TraceInOtherBlocks_TakesThemAsTheyAre()
    {
        var request = Assert.Single(await ReadAsync("""{"timestamp":0,"input_length":33,"hash_ids":[1,2,3]}""", new MooncakeFormat(16)));

        Assert.Equal([16, 32, 33], request.TokensTo);
    }

    [Fact]
    public void Read_AnyMerging_FindsWhatWholeBeginningsFind() =>
        Gen.Select(Gen.Int[0, 1].Array[0, 9], Gen.Int[0, 1].Array[0, 9], Gen.Int[1, 4]).Sample((one, other, merged) =>
        {
            var (first, second) = (Row(one), Row(other));

            // Two groups are the same if all before their ends is.
            var expected = first.Ways.Chunk(merged).Select((_, i) => string.Concat(first.Ways.Take((i + 1) * merged)))
                .Zip(second.Ways.Chunk(merged).Select((_, i) => string.Concat(second.Ways.Take((i + 1) * merged))))
                .TakeWhile(pair => pair.First == pair.Second).Count();
            var format = new MooncakeFormat(512 * merged);
            var found = format.Read(first.Json).Blocks.Zip(format.Read(second.Json).Blocks).TakeWhile(pair => pair.First == pair.Second).Count();

            Assert.Equal(expected, found);
        });

    [Fact]
    public async Task Read_PortalRow_IsMarksAndTheirTokens()
    {
        var request = Assert.Single(await ReadAsync(
            """{"at":1500.5,"inputTokens":90,"cachedTokens":64,"template":"t","marks":[["Ff",10],[18446744073709551615,80]],"more":{}}""", new PortalFormat()));

        Assert.Equal(TimeSpan.FromMilliseconds(1500.5), request.At);
        Assert.Equal([255, ulong.MaxValue], request.Blocks);
        Assert.Equal([10, 80], request.TokensTo);
        Assert.Equal((90, 64), (request.InputTokens, request.CachedTokens));
    }

    [Fact]
    public async Task Read_TimesOfIso_CountFromOneMomentWhateverTheirOffset()
    {
        var requests = await ReadAsync(
            """
            {"at":"2026-11-29T10:00:00Z","inputTokens":1,"marks":[]}
            {"at":"2026-11-29T12:00:01.5+02:00","inputTokens":1,"cachedTokens":null,"marks":[]}
            """,
            new PortalFormat());

        Assert.Equal(TimeSpan.FromSeconds(1.5), requests[1].At - requests[0].At);
        Assert.All(requests, request => Assert.Null(request.CachedTokens));
    }

    [Fact]
    public async Task Read_OtherModel_SharesNoBlock()
    {
        var requests = await ReadAsync(
            """
            {"at":0,"model":"a","inputTokens":9,"marks":[["1",5]]}
            {"at":0,"model":"b","inputTokens":9,"marks":[["1",5]]}
            {"at":0,"model":"a","inputTokens":9,"marks":[["01",5]]}
            """,
            new PortalFormat());

        Assert.Equal(requests[0].Blocks, requests[2].Blocks);
        Assert.NotEqual(requests[0].Blocks, requests[1].Blocks);
    }

    [Theory]
    [InlineData("it is no JSON.", "{")]
    [InlineData("it is no JSON object.", "[1]")]
    [InlineData("timestamp is missing.", """{"input_length":1,"hash_ids":[1]}""")]
    [InlineData("timestamp is not a time", """{"timestamp":-1,"input_length":1,"hash_ids":[1]}""")]
    [InlineData("timestamp is not a time", """{"timestamp":"now","input_length":1,"hash_ids":[1]}""")]
    [InlineData("timestamp is not a time", """{"timestamp":1e300,"input_length":1,"hash_ids":[1]}""")]
    [InlineData("input_length is not a whole number", """{"timestamp":0,"input_length":-3,"hash_ids":[]}""")]
    [InlineData("input_length is not a whole number", """{"timestamp":0,"input_length":1.5,"hash_ids":[1]}""")]
    [InlineData("hash_ids is missing.", """{"timestamp":0,"input_length":1}""")]
    [InlineData("hash_ids is not a list.", """{"timestamp":0,"input_length":1,"hash_ids":1}""")]
    [InlineData("hash_ids holds -1, which is no id.", """{"timestamp":0,"input_length":1,"hash_ids":[-1]}""")]
    [InlineData("input_length 513 takes 2 blocks of 512 tokens, but hash_ids has 1", """{"timestamp":0,"input_length":513,"hash_ids":[1]}""")]
    [InlineData("it is earlier than the line before it", """{"timestamp":249,"input_length":0,"hash_ids":[]}""")]
    public async Task Read_BadMooncakeLine_IsNamedAndExplained(string problem, string line)
    {
        var error = await Assert.ThrowsAsync<TraceFormatException>(() => ReadAsync($"{MooncakeRow}\r\n\n{line}\n", new MooncakeFormat()));

        Assert.StartsWith($"line 3: {problem}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("at is missing.", """{"inputTokens":1,"marks":[]}""")]
    [InlineData("at is no time of ISO 8601, but \"yesterday\".", """{"at":"yesterday","inputTokens":1,"marks":[]}""")]
    [InlineData("at is \"2026-11-29T10:00:00Z\", but the lines above count time the other way", """{"at":"2026-11-29T10:00:00Z","inputTokens":1,"marks":[]}""")]
    [InlineData("inputTokens is missing.", """{"at":9,"marks":[]}""")]
    [InlineData("cachedTokens is not a whole number", """{"at":9,"inputTokens":1,"cachedTokens":-1,"marks":[]}""")]
    [InlineData("marks is missing.", """{"at":9,"inputTokens":1}""")]
    [InlineData("marks holds [\"1\"], which is no pair", """{"at":9,"inputTokens":1,"marks":[["1"]]}""")]
    [InlineData("\"xyz\" is no hash", """{"at":9,"inputTokens":1,"marks":[["xyz",1]]}""")]
    [InlineData("\"11112222333344445\" is no hash", """{"at":9,"inputTokens":1,"marks":[["11112222333344445",1]]}""")]
    [InlineData("-1 is no hash", """{"at":9,"inputTokens":1,"marks":[[-1,1]]}""")]
    [InlineData("The tokens of marks have to grow, but 5 does not.", """{"at":9,"inputTokens":9,"marks":[["1",5],["2",5]]}""")]
    [InlineData("The tokens of marks have to grow, but 0 does not.", """{"at":9,"inputTokens":9,"marks":[["1",0]]}""")]
    [InlineData("The last mark stands at 10 tokens, but inputTokens is 9.", """{"at":9,"inputTokens":9,"marks":[["1",10]]}""")]
    [InlineData("model is not a text, but 7.", """{"at":9,"inputTokens":9,"model":7,"marks":[]}""")]
    [InlineData("template is not a text, but {}.", """{"at":9,"inputTokens":9,"template":{},"marks":[]}""")]
    public async Task Read_BadPortalLine_IsNamedAndExplained(string problem, string line)
    {
        var error = await Assert.ThrowsAsync<TraceFormatException>(
            () => ReadAsync($$"""{"at":0,"inputTokens":1,"marks":[]}{{"\n"}}{{line}}""", new PortalFormat()));

        Assert.StartsWith($"line 2: {problem}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_LineWithoutEnd_IsGivenUp()
    {
        var error = await Assert.ThrowsAsync<TraceFormatException>(
            () => ReadAsync(new string(' ', (2 * LineReader.LongestLine) + 1), new MooncakeFormat()));

        Assert.Equal("line 1: it is longer than 16 MB.", error.Message);
    }

    [Fact]
    public async Task Read_FirstRequests_DoNotWaitForTheRestOfTheFile()
    {
        await using var file = new MemoryStream(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(MooncakeRow + "\n", 10_000))));

        await foreach (var request in TraceReader.ReadAsync(file, new MooncakeFormat(), TestContext.Current.CancellationToken))
        {
            Assert.Equal(3, request.Blocks.Length);
            break;
        }

        Assert.InRange(file.Position, 1, 64 * 1024);
    }

    private static async Task<List<TraceRequest>> ReadAsync(string text, ITraceFormat format)
    {
        await using var file = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return await TraceReader.ReadAsync(file, format, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
    }

    private static (int[] Ways, System.Text.Json.JsonElement Json) Row(int[] ways)
    {
        // The name of a block is the way to it, as in a real trace.
        var ids = ways.Select((_, i) => ways.Take(i + 1).Aggregate(1, (id, way) => (2 * id) + way));
        return (ways, System.Text.Json.JsonSerializer.SerializeToElement(new { timestamp = 0, input_length = 512 * ways.Length, hash_ids = ids }));
    }
}
