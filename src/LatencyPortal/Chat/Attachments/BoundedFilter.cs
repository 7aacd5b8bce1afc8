using System.Buffers;
using System.IO.Compression;
using System.Runtime.InteropServices;
using UglyToad.PdfPig.Filters;
using UglyToad.PdfPig.Tokens;

namespace LatencyPortal.Chat.Attachments;

/// <summary>A filter of a PDF that refuses a stream which unpacks to too much, before it is unpacked.</summary>
internal sealed class BoundedFilter(IFilter inner, CancellationToken cancellationToken) : IFilter
{
    /// <summary>Largest stream in bytes, unpacked. The text of a page, a font or a table of objects is far smaller.</summary>
    private const int Largest = 64 << 20;

    /// <summary>Deflate gives at most so many bytes for one.</summary>
    private const int DeflateRatio = 1032;

    /// <summary>Largest packed streams in bytes where nothing tells beforehand what they unpack to.</summary>
    private const int LargestLzw = 128 << 10;

    private const int LargestRunLength = 1 << 20;
    private const int ZlibHeader = 2;

    /// <inheritdoc />
    public bool IsSupported => inner.IsSupported;

    /// <inheritdoc />
    public Memory<byte> Decode(Memory<byte> input, DictionaryToken streamDictionary, IFilterProvider filterProvider, int filterIndex)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var fits = inner switch
        {
            FlateFilter => Fits(input, cancellationToken),
            LzwFilter => input.Length <= LargestLzw,
            RunLengthFilter => input.Length <= LargestRunLength,
            _ => input.Length <= Largest,
        };
        return fits ? inner.Decode(input, streamDictionary, filterProvider, filterIndex) : throw new PdfTooLargeException();
    }

    /// <summary>Unpacks once without keeping anything.</summary>
    private static bool Fits(ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        if (input.Length <= Largest / DeflateRatio)
            return true;
        var packed = MemoryMarshal.TryGetArray(input[ZlibHeader..], out var array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(input[ZlibHeader..].ToArray());
        using var inflated = new DeflateStream(packed, CompressionMode.Decompress);
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            long length = 0;
            while (inflated.Read(buffer) is var read and > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if ((length += read) > Largest)
                    return false;
            }

            return true;
        }
        catch (InvalidDataException)
        {
            return true; // The filter itself knows best what to do with a stream that breaks off.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
