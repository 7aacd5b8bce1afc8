using System.Globalization;
using System.Text;

namespace LatencyPortal.Chat.Attachments;

/// <summary>Turns attached files into text. PDFs take a processor for seconds, so only a few are read at once.</summary>
internal sealed class DocumentReader(TimeProvider time) : IDisposable
{
    private const int LongestName = 120;
    private const int AtOnce = 2;

    /// <summary>A PDF of thousands of pages is read by then; what takes longer was made to.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _reading = new(AtOnce, AtOnce);

    /// <summary>Reads a file; what it is, is told by its bytes.</summary>
    public async Task<ExtractedText> ReadAsync(ReadOnlyMemory<byte> file, CancellationToken cancellationToken)
    {
        if (file.IsEmpty)
            return ExtractedText.Refused("This file is empty.");
        await _reading.WaitAsync(cancellationToken);
        using var limit = new CancellationTokenSource(Limit, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await Task.Run(() => Read(file, ending.Token), ending.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return ExtractedText.Refused("Reading this file took longer than a minute. Split it and attach the part that matters.");
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>
    /// The name alone, without folders, and without what could mislead a reader or a model: control characters, marks that
    /// turn the direction of writing, quotes and angle brackets.
    /// </summary>
    public static string CleanName(string? name)
    {
        var clean = new StringBuilder();
        foreach (var rune in (name ?? "")[((name ?? "").LastIndexOfAny(['/', '\\']) + 1)..].EnumerateRunes())
        {
            var hidden = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate;
            clean.Append(hidden || rune.Value is '"' or '<' or '>' or 0xFFFD ? "_" : rune.ToString());
        }

        var text = clean.ToString().Trim();
        if (text.Length == 0)
            return "document";
        if (text.Length <= LongestName)
            return text;
        // The end says what kind of file it is; no pair of surrogates is cut.
        var (head, tail) = (LongestName - 21, text.Length - 20);
        return $"{text[..(char.IsHighSurrogate(text[head - 1]) ? head - 1 : head)]}…{text[(char.IsLowSurrogate(text[tail]) ? tail + 1 : tail)..]}";
    }

    public void Dispose() => _reading.Dispose();

    /// <summary>Reads a file on this thread.</summary>
    internal static ExtractedText Read(ReadOnlyMemory<byte> file, CancellationToken cancellationToken)
    {
        if (FileKind.IsPdf(file.Span))
            return PdfText.Read(file, cancellationToken);
        return FileKind.Refuse(file.Span) is { } problem ? ExtractedText.Refused(problem) : PlainText.Read(file.Span);
    }
}
