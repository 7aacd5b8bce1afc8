using System.Buffers.Binary;
using System.Text;

namespace LatencyPortal.Decoding.Models.Onnx;

/// <summary>
/// Walks the protobuf wire format of a file forwards (protobuf.dev/programming-guides/encoding). What is not asked for is
/// skipped by seeking, so gigabytes of weights cost nothing; memory never depends on what the file claims.
/// </summary>
internal sealed class ProtoReader(Stream stream)
{
    public const int VarintField = 0;
    public const int Fixed64Field = 1;
    public const int BytesField = 2;
    public const int Fixed32Field = 5;

    /// <summary>Names in a graph are paths of modules; nothing real comes near.</summary>
    private const int LongestText = 64 << 10;

    private readonly byte[] _buffer = new byte[16 << 10];
    private int _at;
    private int _filled;

    /// <summary>Bytes of the file.</summary>
    public long Length { get; } = stream.Length;

    private long Position => stream.Position - _filled + _at;

    /// <summary>The next field of a message that ends at <paramref name="end"/>; false behind its last one.</summary>
    public bool TryReadField(long end, out int field, out int kind)
    {
        (field, kind) = (0, 0);
        if (Position >= end)
            return false;
        var tag = ReadVarint(end);
        field = (int)Math.Min(tag >> 3, int.MaxValue);
        kind = (int)(tag & 7);
        return field > 0 ? true : throw Damaged("a field without a number");
    }

    public ulong ReadVarint(long end)
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var next = ReadByte(end);
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }

        throw Damaged("a number of more than ten bytes");
    }

    /// <summary>Enters a field of bytes, a text or a message; returns where it ends.</summary>
    public long Enter(int kind, long end)
    {
        if (kind != BytesField)
            throw Damaged("a field of another kind than the format says");
        var length = ReadVarint(end);
        var position = Position;
        if (length > (ulong)(Length - position))
            throw new InvalidDataException($"the file ends at byte {Length}, in the middle of a part of {length} bytes; it is cut off or damaged.");
        return length <= (ulong)(end - position) ? position + (long)length : throw Damaged("a part that is longer than what it is in");
    }

    public string ReadText(int kind, long end)
    {
        var length = Enter(kind, end) - Position;
        if (length > LongestText)
            throw Damaged($"a name of {length} bytes");
        var bytes = new byte[length];
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = ReadByte(end);
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>Whole numbers of a repeated field, one or packed.</summary>
    public void ReadNumbers(int kind, long end, Action<long> take)
    {
        if (kind == VarintField)
        {
            take((long)ReadVarint(end));
            return;
        }

        var packed = Enter(kind, end);
        while (Position < packed)
            take((long)ReadVarint(packed));
    }

    /// <summary>Eight bytes that are the whole of a part.</summary>
    public long ReadInt64(long end)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        if (end - Position != bytes.Length)
            throw Damaged("a number of another size than eight bytes");
        foreach (ref var next in bytes)
            next = ReadByte(end);
        return BinaryPrimitives.ReadInt64LittleEndian(bytes);
    }

    /// <summary>The largest size of the first bytes of a part, taken as whole numbers with a sign; the rest is skipped.</summary>
    public int ReadWidest(long end, int most)
    {
        var (widest, stop) = (0, Math.Min(end, Position + most));
        while (Position < stop)
            widest = Math.Max(widest, Math.Abs((int)(sbyte)ReadByte(end)));
        SkipTo(end, end);
        return widest;
    }

    public void Skip(int kind, long end)
    {
        switch (kind)
        {
            case VarintField:
                ReadVarint(end);
                break;
            case Fixed64Field:
                SkipTo(Position + 8, end);
                break;
            case BytesField:
                SkipTo(Enter(kind, end), end);
                break;
            case Fixed32Field:
                SkipTo(Position + 4, end);
                break;
            default:
                throw Damaged($"a field of the unknown kind {kind}");
        }
    }

    private InvalidDataException Damaged(string what) => new($"at byte {Position} stands {what}; the file is damaged or no ONNX model.");

    private void SkipTo(long position, long end)
    {
        if (position > end)
            throw CutOff();
        var ahead = position - Position;
        if (ahead <= _filled - _at)
        {
            _at += (int)ahead;
            return;
        }

        stream.Position = position;
        (_at, _filled) = (0, 0);
    }

    private byte ReadByte(long end)
    {
        if (_at == _filled)
        {
            _at = 0;
            _filled = stream.Read(_buffer);
        }

        return _filled > 0 && Position < end ? _buffer[_at++] : throw CutOff();
    }

    private InvalidDataException CutOff() => new($"the file ends in the middle of a part, before byte {Position + 1}; it is cut off or damaged.");
}
