using System.Text;
using CsCheck;
using LatencyPortal.Chat.Attachments;
using Xunit;

namespace LatencyPortal.Tests.Chat.Attachments;

/// <summary>From the bytes of a file to its text.</summary>
public sealed class DocumentReaderTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string, bool> Encodings => new()
    {
        { "utf-8", false }, { "utf-8", true }, { "utf-16", true }, { "utf-16BE", true }, { "utf-32", true },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task Read_TextInAnyEncoding_IsTheText(string name, bool marked)
    {
        const string Text = "# Größe\n\n中文 \U0001F600\tcode { }\n";
        var encoding = Encoding.GetEncoding(name);
        byte[] file = [.. marked ? encoding.GetPreamble() : [], .. encoding.GetBytes(Text)];

        Assert.Equal(Text, (await ReadAsync(file)).Text);
    }

    [Fact]
    public async Task Read_LineEnds_AreTheSameEverywhere() =>
        Assert.Equal("a\nb\nc\n", (await ReadAsync("a\r\nb\rc\n"u8.ToArray())).Text);

    [Fact]
    public async Task Read_LogWithColours_IsText() =>
        Assert.Equal("\u001b[31mred\u001b[0m\f", (await ReadAsync("\u001b[31mred\u001b[0m\f"u8.ToArray())).Text);

    [Theory]
    [InlineData("", "empty")]
    [InlineData("20200A", "empty")]
    [InlineData("EFBBBF", "empty")]
    [InlineData("7F454C4602010100", "not a text file")]
    [InlineData("0102030405060708", "not a text file")]
    [InlineData("47726FDF6520657320697374", "save it as UTF-8")] // “Große” in Latin-1
    [InlineData("FFFE00D8", "save it as UTF-8")] // half a pair
    [InlineData("504B030414000600", "office document")]
    [InlineData("D0CF11E0A1B11AE1", "office document")]
    [InlineData("89504E470D0A1A0A", "Images")]
    [InlineData("1F8B0800", "Unpack")]
    [InlineData("255044462D312E340A", "damaged")]
    public async Task Read_NoText_SaysWhatToDo(string hex, string told)
    {
        var read = await ReadAsync(Convert.FromHexString(hex));

        Assert.Null(read.Text);
        Assert.Contains(told, read.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_Pdf_IsItsTextPageByPage()
    {
        var read = await ReadAsync(Pdfs.Of("The first page.\nWith a second line.", "And the last."));

        Assert.Equal("[page 1]\nThe first page.\nWith a second line.\n\n[page 2]\nAnd the last.", read.Text);
    }

    [Fact]
    public async Task Read_PdfBehindOtherBytes_IsAPdf() =>
        Assert.Equal("[page 1]\nHere.", (await ReadAsync([.. "\n\n"u8, .. Pdfs.Of("Here.")])).Text);

    [Fact]
    public async Task Read_PdfWithoutText_SaysThatItIsAScan() =>
        Assert.Contains("2 pages but no text: it is probably a scan. Run text recognition (OCR)", (await ReadAsync(Pdfs.Of("", ""))).Problem, StringComparison.Ordinal);

    [Fact]
    public async Task Read_LockedPdf_SaysThatItIsLocked() =>
        Assert.Contains("locked by a password", (await ReadAsync(Pdfs.Locked())).Problem, StringComparison.Ordinal);

    [Fact]
    public void Read_PdfThatUnpacksToTooMuch_IsRefusedBeforeItIsUnpacked()
    {
        var file = Pdfs.Unpacking(1 << 30);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var read = DocumentReader.Read(file, Stop);

        Assert.Contains("unpacks to more", read.Problem, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256 << 20);
    }

    [Fact]
    public async Task Read_DeeplyNestedPdf_IsRefused() => Assert.NotNull((await ReadAsync(Pdfs.Nested(1_000_000))).Problem);

    [Fact]
    public async Task Read_PagesInPages_IsRefused() => Assert.NotNull((await ReadAsync(Pdfs.PagesInPages())).Problem);

    [Fact]
    public async Task Read_PageThatDrawsItself_IsRefused() => Assert.NotNull((await ReadAsync(Pdfs.DrawsItself())).Problem);

    [Fact]
    public void Read_AnyBytes_AreTextOrRefused() => Gen.Byte.Array[0, 200].Sample(
        file =>
        {
            var (text, problem) = ReadAsync([.. "%PDF-1.4\n"u8, .. file]).Result;
            var (plain, plainProblem) = ReadAsync(file).Result;
            return (text is null) != (problem is null) && (plain is null) != (plainProblem is null);
        },
        iter: 2_000);

    [Fact]
    public async Task Read_Cancelled_Ends()
    {
        using var left = new CancellationTokenSource();
        await left.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ReadAsync(Pdfs.Of("Here."), left.Token));
    }

    [Theory]
    [InlineData("report.pdf", "report.pdf")]
    [InlineData("C:\\Users\\me\\notes.md", "notes.md")]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("a\"><b>\n.txt", "a___b__.txt")]
    [InlineData("gpj.\u202Eexe", "gpj._exe")]
    [InlineData("  ", "document")]
    [InlineData(null, "document")]
    public void CleanName_Name_IsSafeToShow(string? name, string clean) => Assert.Equal(clean, DocumentReader.CleanName(name));

    [Fact]
    public void CleanName_AnyName_IsShortAndWhole() => Gen.String.Sample(name =>
    {
        var clean = DocumentReader.CleanName(name + name + name);
        return clean.Length is > 0 and <= 120 && !clean.EnumerateRunes().Any(rune => rune.Value == 0xFFFD || Rune.IsControl(rune)) && DocumentReader.CleanName(clean) == clean;
    });

    [Theory]
    [InlineData(0, "~0 tokens")]
    [InlineData(1, "~1 token")]
    [InlineData(3_449, "~3,400 tokens")]
    [InlineData(99_600, "~100,000 tokens")]
    public void TokenEstimate_Number_HasTwoDigitsThatCount(long tokens, string text) => Assert.Equal(text, TokenEstimate.Format(tokens));

    [Theory]
    [InlineData(1, "1 byte")]
    [InlineData(812, "812 bytes")]
    [InlineData(12_345, "12 KB")]
    [InlineData(20 << 20, "20.0 MB")]
    public void FileSize_Number_IsReadable(long bytes, string text) => Assert.Equal(text, FileSize.Format(bytes));

    private static async Task<ExtractedText> ReadAsync(byte[] file, CancellationToken? cancellationToken = null)
    {
        using var reader = new DocumentReader(TimeProvider.System);
        return await reader.ReadAsync(file, cancellationToken ?? Stop);
    }
}
