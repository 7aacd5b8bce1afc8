using System.IO.Compression;
using System.Text;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Fonts.Standard14Fonts;
using UglyToad.PdfPig.Writer;

namespace LatencyPortal.Tests.Chat.Attachments;

/// <summary>Small PDFs.</summary>
internal static class Pdfs
{
    /// <summary>A page for each text, a line for each of its lines.</summary>
    public static byte[] Of(params string[] pages)
    {
        using var builder = new PdfDocumentBuilder();
        var font = builder.AddStandard14Font(Standard14Font.Helvetica);
        foreach (var text in pages)
        {
            var page = builder.AddPage(PageSize.A4);
            foreach (var (i, line) in text.Split('\n').Index())
            {
                if (line.Length > 0)
                    page.AddText(line, 12, new PdfPoint(50, 780 - (20 * i)), font);
            }
        }

        return builder.Build();
    }

    /// <summary>A document whose password nobody knows.</summary>
    public static byte[] Locked() => Raw(
        "/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <" + new string('1', 64) + "> /U <" + new string('2', 64) + "> >> /ID [<AA> <AA>]", "BT ET"u8.ToArray(), "");

    /// <summary>A page whose content unpacks to this many bytes.</summary>
    public static byte[] Unpacking(int bytes)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            var spaces = new byte[1 << 20];
            spaces.AsSpan().Fill((byte)' ');
            for (var left = bytes; left > 0; left -= spaces.Length)
                zlib.Write(spaces, 0, Math.Min(left, spaces.Length));
        }

        return Raw("", packed.ToArray(), "/Filter /FlateDecode");
    }

    /// <summary>Brackets in brackets, in the page's content and around the document.</summary>
    public static byte[] Nested(int depth) => Raw($"/Info {new string('[', depth)}", Encoding.ASCII.GetBytes(new string('[', depth)), "");

    /// <summary>Pages that hold themselves.</summary>
    public static byte[] PagesInPages() => Raw("", "BT ET"u8.ToArray(), "", kids: "2 0 R");

    /// <summary>A page that draws itself as a picture of itself.</summary>
    public static byte[] DrawsItself() => Raw(
        "", "/X Do"u8.ToArray(), "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 4 0 R >> >>", resources: "/XObject << /X 4 0 R >>");

    private static byte[] Raw(string trailer, byte[] content, string filter, string kids = "3 0 R", string resources = "")
    {
        using var file = new MemoryStream();
        var places = new List<long>();
        void Write(string text) => file.Write(Encoding.Latin1.GetBytes(text));
        void Begin(int number)
        {
            places.Add(file.Position);
            Write($"{number} 0 obj\n");
        }

        Write("%PDF-1.4\n");
        Begin(1);
        Write("<< /Type /Catalog /Pages 2 0 R >>\nendobj\n");
        Begin(2);
        Write($"<< /Type /Pages /Kids [{kids}] /Count 1 >>\nendobj\n");
        Begin(3);
        Write($"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << {resources} >> /Contents 4 0 R >>\nendobj\n");
        Begin(4);
        Write($"<< /Length {content.Length} {filter} >>\nstream\n");
        file.Write(content);
        Write("\nendstream\nendobj\n");
        var table = file.Position;
        Write($"xref\n0 {places.Count + 1}\n0000000000 65535 f \n");
        foreach (var place in places)
            Write($"{place:D10} 00000 n \n");
        Write($"trailer\n<< /Size {places.Count + 1} /Root 1 0 R {trailer} >>\nstartxref\n{table}\n%%EOF\n");
        return file.ToArray();
    }
}
