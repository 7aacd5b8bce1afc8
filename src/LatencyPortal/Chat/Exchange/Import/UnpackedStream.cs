namespace LatencyPortal.Chat.Exchange.Import;

/// <summary>A file within an archive: it may be damaged, or unpack to more bytes than it says.</summary>
/// <param name="inner">The stream; disposed with this one.</param>
/// <param name="length">Bytes.</param>
internal sealed class UnpackedStream(Stream inner, long length) : Stream
{
    private long _left = length;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_left == 0)
            return 0;
        try
        {
            var read = await inner.ReadAsync(buffer.Length > _left ? buffer[..(int)_left] : buffer, cancellationToken);
            _left -= read;
            return read;
        }
        catch (InvalidDataException)
        {
            throw new ImportException("The archive is damaged. What stands before the damage was read; download it again.");
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read it asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        await base.DisposeAsync();
    }
}
