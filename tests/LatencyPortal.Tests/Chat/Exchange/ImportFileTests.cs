using System.IO.Compression;
using System.Text;
using LatencyPortal.Chat.Exchange.Import;
using Xunit;

namespace LatencyPortal.Tests.Chat.Exchange;

/// <summary>The files that conversations come in.</summary>
public sealed class ImportFileTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("[1,2]", 2)]
    [InlineData("\uFEFF \r\n[1,2]", 2)]
    [InlineData("{\"a\":1}", 1)]
    [InlineData("{\"a\":1}\n{\"a\":2}\n", 2)]
    [InlineData("[]", 0)]
    public async Task Json_InAnyForm_IsReadItemByItem(string text, int count) => Assert.Equal((count, null), await ReadAsync(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("", "empty")]
    [InlineData("hello", "neither JSON nor a ZIP")]
    [InlineData("P", "archive is damaged")]
    public async Task NoExport_SaysSo(string text, string reason)
    {
        var (count, error) = await ReadAsync(Encoding.UTF8.GetBytes(text));

        Assert.Equal(0, count);
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DamagedFile_GivesWhatStandsBeforeTheDamage()
    {
        var items = string.Join(",\n", Enumerable.Range(0, 40).Select(i => $"{{\"n\":{i},\"text\":\"{new string('x', 4000)}\"}}"));

        var (count, error) = await ReadAsync(Encoding.UTF8.GetBytes($"[{items},\n{{\"n\":"));

        Assert.InRange(count, 20, 40); // the buffer that the damage lies in is lost as a whole
        Assert.Contains("damaged in line", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Archive_ConversationFilesAreReadAndOthersNot()
    {
        var archive = Archive(("user.json", "{\"id\":1}"), ("export/conversations-001.json", "[3]"), ("export/conversations-000.json", "[1,2]"), ("chat.html", "<p>"));

        Assert.Equal((3, null), await ReadAsync(archive));
        Assert.Equal((1, null), await ReadAsync(Archive(("chat-export-1.json", "[1]"))));
        Assert.Contains("holds no JSON", (await ReadAsync(Archive(("chat.html", "<p>")))).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Archive_DamagedWithin_SaysSo()
    {
        var archive = Archive(("conversations.json", $"[{string.Join(',', Enumerable.Range(0, 20_000))}]"));
        for (var i = 100; i < archive.Length / 2; i += 7)
            archive[i] ^= 0x5A;

        Assert.NotNull((await ReadAsync(archive)).Error);
    }

    private static byte[] Archive(params (string Name, string Text)[] files)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in files)
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return bytes.ToArray();
    }

    private static async Task<(int Count, string? Error)> ReadAsync(byte[] bytes)
    {
        await using var file = new MemoryStream(bytes);
        var count = 0;
        try
        {
            await foreach (var item in ImportFile.ReadAsync(file, Stop))
                count++;
        }
        catch (ImportException e)
        {
            return (count, e.Message);
        }

        return (count, null);
    }
}
