namespace LatencyPortal.Chat.Attachments;

/// <summary>Tells what a file is by its first bytes; names lie.</summary>
internal static class FileKind
{
    /// <summary>Where readers look for the mark of a PDF: some begin with a few bytes of something else.</summary>
    private const int PdfMarkWithin = 1024;

    private static readonly (byte[] Begin, string Problem)[] Known =
    [
        ([.. "PK\u0003\u0004"u8], "This is an archive or an office document. Save it as PDF or as text and attach that; of an archive, attach the files in it."),
        ([0xD0, 0xCF, 0x11, 0xE0], "This is an office document of the old kind. Save it as PDF or as text and attach that."),
        ([.. "{\\rtf"u8], "This is a rich text document. Save it as PDF or as plain text and attach that."),
        ([0x89, (byte)'P', (byte)'N', (byte)'G'], Image),
        ([0xFF, 0xD8, 0xFF], Image),
        ([.. "GIF8"u8], Image),
        ([.. "RIFF"u8], "Images, sound and video cannot be attached, only text, code and PDF."),
        ([0x1F, 0x8B], "This is compressed. Unpack it and attach the files in it."),
    ];

    private const string Image = "Images cannot be attached, only text, code and PDF. Run text recognition (OCR) over it and attach the text.";

    public static bool IsPdf(ReadOnlySpan<byte> file) => file[..Math.Min(PdfMarkWithin, file.Length)].IndexOf("%PDF-"u8) >= 0;

    /// <summary>Why a file of a known kind cannot be read; <see langword="null"/> when nothing is known against it.</summary>
    public static string? Refuse(ReadOnlySpan<byte> file)
    {
        foreach (var (begin, problem) in Known)
        {
            if (file.StartsWith(begin))
                return problem;
        }

        return null;
    }
}
