using System.Buffers.Binary;
using System.IO.Hashing;

namespace LatencyPortal.Gateway.Providers;

/// <summary>
/// The frames of <c>application/vnd.amazon.eventstream</c>: lengths of the whole and of the headers, their checksum, headers, payload, and a
/// checksum of all before it. A frame is handed over as soon as its last byte is there, however the stream is cut; one that is damaged is
/// never handed over, because lengths and text that passed no checksum mean nothing.
/// </summary>
internal sealed class FrameReader(Stream stream)
{
    public const string MediaType = "application/vnd.amazon.eventstream";

    /// <summary>Most bytes of a frame; beyond this a stream is not an answer.</summary>
    public const int LongestFrame = LineReader.LongestLine;

    private const int LengthsLength = 8;
    private const int ChecksumLength = 4;
    private const int PreludeLength = LengthsLength + ChecksumLength;

    private byte[] _buffer = new byte[4 * 1024];
    private int _start;
    private int _end;

    /// <summary>The next frame, whose payload is valid until the next call; <see langword="null"/> at an end between two frames.</summary>
    /// <exception cref="InvalidDataException">A frame is cut off, damaged or too long; the message says which.</exception>
    public async ValueTask<Frame?> NextAsync(CancellationToken cancellationToken)
    {
        if (!await HasAsync(PreludeLength, cancellationToken).ConfigureAwait(false))
            return _start == _end ? null : throw CutOff();
        var (total, headers) = ReadPrelude(_buffer.AsSpan(_start, PreludeLength));
        if (!await HasAsync(total, cancellationToken).ConfigureAwait(false))
            throw CutOff();
        var frame = _buffer.AsMemory(_start, total);
        _start += total;
        var checkedPart = frame.Span[..^ChecksumLength];
        if (Crc32.HashToUInt32(checkedPart) != BinaryPrimitives.ReadUInt32BigEndian(frame.Span[^ChecksumLength..]))
            throw new InvalidDataException("a frame of its stream is damaged (checksum)");
        return Frame.Read(frame.Span.Slice(PreludeLength, headers), frame[(PreludeLength + headers)..^ChecksumLength]);
    }

    private static (int Total, int Headers) ReadPrelude(ReadOnlySpan<byte> prelude)
    {
        if (Crc32.HashToUInt32(prelude[..LengthsLength]) != BinaryPrimitives.ReadUInt32BigEndian(prelude[LengthsLength..]))
            throw new InvalidDataException("the beginning of a frame of its stream is damaged (checksum)");
        var total = BinaryPrimitives.ReadUInt32BigEndian(prelude);
        var headers = BinaryPrimitives.ReadUInt32BigEndian(prelude[4..]);
        if (total > LongestFrame)
            throw new InvalidDataException($"a frame of its stream is longer than {LongestFrame / 1024 / 1024} MiB");
        if (headers + (ulong)(PreludeLength + ChecksumLength) > total)
            throw new InvalidDataException("the lengths of a frame of its stream contradict each other");
        return ((int)total, (int)headers);
    }

    private static InvalidDataException CutOff() => new("the stream ended in the middle of a frame");

    /// <summary>Reads on until so many bytes of the frame are there; false when the stream ends before.</summary>
    private async ValueTask<bool> HasAsync(int length, CancellationToken cancellationToken)
    {
        while (_end - _start < length)
        {
            if (_end == _buffer.Length)
                MakeRoom();
            var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
            if (read == 0)
                return false;
            _end += read;
        }

        return true;
    }

    /// <summary>Doubles the buffer when the frame fills more than half of it: memory grows with what has arrived, not with what a length claims.</summary>
    private void MakeRoom()
    {
        var length = _end - _start;
        var target = length > _buffer.Length / 2 ? new byte[_buffer.Length * 2] : _buffer;
        _buffer.AsSpan(_start, length).CopyTo(target);
        (_buffer, _start, _end) = (target, 0, length);
    }
}
