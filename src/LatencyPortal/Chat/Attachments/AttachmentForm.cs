using System.Buffers;
using System.Text.Json;
using LatencyPortal.Chat.Parameters;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace LatencyPortal.Chat.Attachments;

/// <summary>
/// Reads the form of an upload while it arrives: fields first, the file last. More than the largest file is never kept; the
/// rest is read and dropped, because a client that is cut off while it is still sending sees a broken connection instead of
/// the reason.
/// </summary>
/// <param name="largest">Largest file in bytes.</param>
internal sealed class AttachmentForm(long largest)
{
    /// <summary>A system prompt of 100,000 characters, written as JSON, is below.</summary>
    private const int LargestField = 1 << 20;

    private const int MostFields = 8;
    private const int LongestBoundary = 70;

    private readonly Dictionary<string, string> _fields = [];

    /// <summary>Whether the file was larger than it may be.</summary>
    public bool TooLarge { get; private set; }

    /// <returns>The file and its fields; <see langword="null"/> when the form is none or the file too large.</returns>
    /// <exception cref="IOException">The client left.</exception>
    /// <exception cref="InvalidDataException">The form is malformed.</exception>
    public async Task<NewAttachment?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and <= LongestBoundary } boundary)
            return null;
        var reader = new MultipartReader(boundary.ToString(), request.Body);
        while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
        {
            if (section.GetContentDispositionHeader() is not { } disposition || !disposition.DispositionType.Equals("form-data", StringComparison.Ordinal))
                return null;
            if (disposition.IsFileDisposition())
                return Make(NameOf(disposition), await ReadFileAsync(section.Body, cancellationToken));
            if (_fields.Count == MostFields || await ReadBoundedAsync(section.Body, LargestField, cancellationToken) is not { } value)
                return null;
            _fields[disposition.Name.ToString()] = System.Text.Encoding.UTF8.GetString(value.Span);
        }

        return null;
    }

    private NewAttachment? Make(string name, ReadOnlyMemory<byte>? file)
    {
        if (file is not { } bytes)
            return null;
        var conversation = _fields.GetValueOrDefault("conversationId");
        Guid? id = Guid.TryParse(conversation, out var parsed) ? parsed : null;
        var settings = _fields.GetValueOrDefault("settings");
        if (id is null && !string.IsNullOrEmpty(conversation))
            return null;
        return new NewAttachment(
            id,
            _fields.GetValueOrDefault("model") is { Length: > 0 and <= 200 } model ? model : null,
            string.IsNullOrEmpty(settings) ? null : JsonSerializer.Deserialize<ChatSettings>(settings, JsonSerializerOptions.Web)?.Tidy(),
            name,
            bytes);
    }

    private static string NameOf(ContentDispositionHeaderValue disposition) => DocumentReader.CleanName(
        HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).ToString());

    private async Task<ReadOnlyMemory<byte>?> ReadFileAsync(Stream body, CancellationToken cancellationToken)
    {
        var file = await ReadBoundedAsync(body, largest, cancellationToken);
        TooLarge = file is null;
        if (TooLarge)
            await body.CopyToAsync(Stream.Null, cancellationToken);
        return file;
    }

    private static async Task<ReadOnlyMemory<byte>?> ReadBoundedAsync(Stream body, long most, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            var kept = new MemoryStream();
            while (await body.ReadAsync(buffer, cancellationToken) is var read and > 0)
            {
                if (kept.Length + read > most)
                    return null;
                kept.Write(buffer, 0, read);
            }

            return kept.GetBuffer().AsMemory(0, (int)kept.Length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
