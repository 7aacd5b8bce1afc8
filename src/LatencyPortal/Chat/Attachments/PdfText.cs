using System.Text;
using UglyToad.PdfPig;
using UglyToad.PdfPig.DocumentLayoutAnalysis.TextExtractor;
using UglyToad.PdfPig.Exceptions;

namespace LatencyPortal.Chat.Attachments;

/// <summary>Reads the text of a PDF, page by page.</summary>
internal static class PdfText
{
    /// <summary>Most pages: more are a library, not a document.</summary>
    private const int MostPages = 5_000;

    /// <summary>Longest text in UTF-16 characters, some 5 million tokens: no model's context holds more.</summary>
    private const int LongestText = 20_000_000;

    private const string Locked = "This PDF is locked by a password. Open it with the password, print it to a new PDF and attach that.";
    private const string Damaged = "This PDF is damaged or of a kind that cannot be read. Open it in a viewer, print it to a new PDF and attach that.";
    private const string TooMuch = "This PDF unpacks to more than the portal reads. Split it and attach the part that matters.";

    /// <param name="file">The PDF.</param>
    /// <param name="cancellationToken">Ends the work between two pages.</param>
    public static ExtractedText Read(ReadOnlyMemory<byte> file, CancellationToken cancellationToken)
    {
        try
        {
            var options = new ParsingOptions { UseLenientParsing = true, SkipMissingFonts = true, FilterProvider = new BoundedFilters(cancellationToken) };
            using var document = PdfDocument.Open(file, options);
            return Read(document, cancellationToken);
        }
        catch (PdfDocumentEncryptedException)
        {
            return ExtractedText.Refused(Locked);
        }
        catch (PdfTooLargeException)
        {
            return ExtractedText.Refused(TooMuch);
        }
        catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException))
        {
            // The reader throws all kinds of exceptions for files that are not as they should be.
            return ExtractedText.Refused(Damaged);
        }
    }

    private static ExtractedText Read(PdfDocument document, CancellationToken cancellationToken)
    {
        var pages = document.NumberOfPages;
        if (pages > MostPages)
            return ExtractedText.Refused($"This PDF has {pages:N0} pages; at most {MostPages:N0} can be read. Split it and attach the part that matters.");
        var text = new StringBuilder();
        var empty = true;
        for (var number = 1; number <= pages; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = Clean(ContentOrderTextExtractor.GetText(document.GetPage(number), addDoubleNewline: true));
            empty &= page.Length == 0;
            // A model that is asked where something stands can say the page.
            text.Append(number > 1 ? "\n\n" : "").Append("[page ").Append(number).Append("]\n").Append(page);
            if (text.Length > LongestText)
                return ExtractedText.Refused(TooMuch);
        }

        return empty
            ? ExtractedText.Refused(
                $"This PDF has {(pages == 1 ? "one page" : $"{pages:N0} pages")} but no text: it is probably a scan. Run text recognition (OCR) over it, for example with OCRmyPDF, and attach the result.")
            : ExtractedText.Of(text.ToString());
    }

    /// <summary>Takes out what is no text, and half surrogates, which fonts without a proper table leave behind.</summary>
    private static string Clean(string page)
    {
        var clean = new StringBuilder(page.Length);
        foreach (var rune in PlainText.WithLineFeeds(page).EnumerateRunes())
        {
            if (rune.Value is '\n' or '\t' || !Rune.IsControl(rune))
                clean.Append(rune);
        }

        return clean.ToString().Trim();
    }
}
