namespace LatencyPortal.Gateway.Providers;

/// <summary>
/// Lines of a byte stream, ended by LF, CR or both, in any mixture. A line is handed over as soon as its end is there:
/// behind a CR nothing is waited for. Every byte is looked at once, however the stream is cut.
/// </summary>
internal sealed class LineReader(Stream stream)
{
    /// <summary>Most bytes of a line. A picture within a line is a few megabytes; beyond this a stream is not an answer.</summary>
    public const int LongestLine = 16 * 1024 * 1024;

    private byte[] _buffer = new byte[4 * 1024];
    private int _start;
    private int _scanned;
    private int _end;
    private bool _afterCr;
    private bool _begun;

    /// <summary>The next line without its end, valid until the next call; <see langword="null"/> at the end of the stream.</summary>
    /// <exception cref="InvalidDataException">A line is longer than <see cref="LongestLine"/>.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_afterCr && _start < _end)
            {
                _afterCr = false;
                if (_buffer[_start] == '\n')
                    _scanned = ++_start;
            }

            var at = _buffer.AsSpan(_scanned, _end - _scanned).IndexOfAny((byte)'\n', (byte)'\r');
            if (at >= 0)
            {
                var end = _scanned + at;
                _afterCr = _buffer[end] == '\r';
                return Take(end, end + 1);
            }

            _scanned = _end;
            if (await FillAsync(cancellationToken).ConfigureAwait(false))
                continue;
            // No conditional expression: in one, null would become an empty line, for memory converts from null arrays.
            if (_start == _end)
                return null;
            return Take(_end, _end);
        }
    }

    private ReadOnlyMemory<byte> Take(int end, int next)
    {
        ReadOnlyMemory<byte> line = _buffer.AsMemory(_start, end - _start);
        _start = _scanned = next;
        if (!_begun && line.Span.StartsWith("\uFEFF"u8))
            line = line[3..];
        _begun = true;
        return line;
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_end == _buffer.Length)
            MakeRoom();
        var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        _end += read;
        return read > 0;
    }

    /// <summary>Doubles the buffer when the line fills more than half of it, so that all copies together cost what the line is long.</summary>
    private void MakeRoom()
    {
        var length = _end - _start;
        if (length > LongestLine)
            throw new InvalidDataException("A line of the stream is too long.");
        var target = length > _buffer.Length / 2 ? new byte[_buffer.Length * 2] : _buffer;
        _buffer.AsSpan(_start, length).CopyTo(target);
        _buffer = target;
        _scanned -= _start;
        _end = length;
        _start = 0;
    }
}
