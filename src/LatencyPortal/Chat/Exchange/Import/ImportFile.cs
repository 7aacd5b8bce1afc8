using System.IO.Compression;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace LatencyPortal.Chat.Exchange.Import;

/// <summary>Reads the conversations of a file one by one: a JSON array of them, one alone, or a ZIP archive with such files.</summary>
internal static class ImportFile
{
    /// <summary>Most bytes that the files of an archive may unpack to.</summary>
    private const long LargestUnpacked = 2L * 1024 * 1024 * 1024;

    // Items are read as they are; PortableJson is for those of this portal.
    private static readonly JsonSerializerOptions Options = new() { MaxDepth = 128, AllowTrailingCommas = true };

    /// <param name="file">The file, which can seek.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ImportException">The file holds no conversations, or is damaged; those before the damage have been returned.</exception>
    public static async IAsyncEnumerable<JsonElement> ReadAsync(Stream file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var first = await FirstByteAsync(file, cancellationToken);
        file.Position = 0;
        if (first is not (byte)'P')
        {
            await foreach (var item in ReadJsonAsync(file, cancellationToken))
                yield return item;
            yield break;
        }

        await using var archive = await OpenAsync(file, cancellationToken);
        var left = LargestUnpacked;
        foreach (var entry in Choose(archive))
        {
            left -= entry.Length;
            if (left < 0)
                throw new ImportException("The archive unpacks to more than 2 GB. Unpack it and import the conversations file alone.");
            await using var unpacked = await UnpackAsync(entry, cancellationToken);
            await foreach (var item in ReadJsonAsync(unpacked, cancellationToken))
                yield return item;
        }
    }

    private static async Task<ZipArchive> OpenAsync(Stream file, CancellationToken cancellationToken)
    {
        try
        {
            return await ZipArchive.CreateAsync(file, ZipArchiveMode.Read, leaveOpen: true, entryNameEncoding: null, cancellationToken);
        }
        catch (InvalidDataException)
        {
            throw new ImportException("The archive is damaged. Download it again.");
        }
    }

    private static async Task<UnpackedStream> UnpackAsync(ZipArchiveEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            return new UnpackedStream(await entry.OpenAsync(cancellationToken), entry.Length);
        }
        catch (InvalidDataException)
        {
            throw new ImportException("The archive is damaged, or has a password. Unpack it and import the conversations file alone.");
        }
    }

    /// <summary>The files with conversations: ChatGPT's archive has others beside them.</summary>
    private static List<ZipArchiveEntry> Choose(ZipArchive archive)
    {
        var files = archive.Entries.Where(entry => entry.Name.EndsWith(".json", StringComparison.OrdinalIgnoreCase)).OrderBy(entry => entry.FullName, StringComparer.Ordinal).ToList();
        var named = files.Where(entry => entry.Name.StartsWith("conversations", StringComparison.OrdinalIgnoreCase)).ToList();
        if (files.Count == 0)
            throw new ImportException("The archive holds no JSON file. ChatGPT's export holds conversations.json; choose that archive or that file.");
        return named.Count > 0 ? named : files;
    }

    private static async IAsyncEnumerable<JsonElement> ReadJsonAsync(Stream json, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var text = PipeReader.Create(json, new StreamPipeReaderOptions(leaveOpen: true));
        var first = await SkipToTextAsync(text, cancellationToken);
        if (first is not ((byte)'[' or (byte)'{'))
            throw new ImportException("This is no export file: it is neither JSON nor a ZIP archive.");
        // A conversation alone stands in no array.
        await using var items = JsonSerializer.DeserializeAsyncEnumerable<JsonElement>(text, topLevelValues: first == (byte)'{', Options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            try
            {
                if (!await items.MoveNextAsync())
                    yield break;
            }
            catch (JsonException e)
            {
                throw new ImportException($"The file is damaged in line {e.LineNumber + 1}. What stands before it was read; download the file again.");
            }

            yield return items.Current;
        }
    }

    /// <summary>Leaves out a byte order mark and blanks.</summary>
    /// <returns>The byte that follows; null at the end.</returns>
    private static async Task<byte?> SkipToTextAsync(PipeReader text, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await text.ReadAsync(cancellationToken);
            var rest = read.Buffer;
            while (!rest.IsEmpty && rest.FirstSpan[0] is 0xEF or 0xBB or 0xBF or (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
                rest = rest.Slice(1);
            text.AdvanceTo(rest.Start);
            if (!rest.IsEmpty)
                return rest.FirstSpan[0];
            if (read.IsCompleted)
                return null;
        }
    }

    private static async Task<byte> FirstByteAsync(Stream stream, CancellationToken cancellationToken)
    {
        var one = new byte[1];
        return await stream.ReadAsync(one, cancellationToken) == 1 ? one[0] : throw new ImportException("The file is empty.");
    }
}
