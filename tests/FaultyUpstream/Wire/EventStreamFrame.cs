using System.Buffers.Binary;
using System.Text;

namespace LatencyPortal.Testing.Upstream;

/// <summary>Writes frames of AWS's event streams, with a checksum of its own: two that agree by one mistake would prove nothing.</summary>
public static class EventStreamFrame
{
    public const string MediaType = "application/vnd.amazon.eventstream";

    private const byte StringType = 7;

    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(value => Step((uint)value, 8))];

    /// <summary>A frame as Bedrock sends it.</summary>
    /// <param name="name">Type of the event or exception, code of the error.</param>
    /// <param name="payload">Its payload.</param>
    /// <param name="messageType"><c>event</c>, <c>exception</c> or <c>error</c>.</param>
    public static byte[] Write(string name, ReadOnlySpan<byte> payload, string messageType = "event") => Write(
        payload,
        [
            .. Header(messageType == "error" ? ":error-code" : $":{messageType}-type", name),
            .. Header(":content-type", "application/json"),
            .. Header(":message-type", messageType),
        ]);

    /// <summary>A frame with a text as its payload.</summary>
    public static byte[] Write(string name, string payload, string messageType = "event") => Write(name, Encoding.UTF8.GetBytes(payload), messageType);

    /// <summary>A frame with any headers.</summary>
    public static byte[] Write(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> headers)
    {
        var frame = new byte[12 + headers.Length + payload.Length + 4];
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), headers.Length);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(8), Checksum(frame.AsSpan(0, 8)));
        headers.CopyTo(frame.AsSpan(12));
        payload.CopyTo(frame.AsSpan(12 + headers.Length));
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(frame.Length - 4), Checksum(frame.AsSpan(0, frame.Length - 4)));
        return frame;
    }

    /// <summary>One header with a text.</summary>
    public static byte[] Header(string name, string value)
    {
        var (key, text) = (Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(value));
        return [(byte)key.Length, .. key, StringType, (byte)(text.Length >> 8), (byte)text.Length, .. text];
    }

    /// <summary>CRC-32 of ISO-HDLC.</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var one in bytes)
            sum = (sum >> 8) ^ Table[(byte)(sum ^ one)];
        return ~sum;
    }

    private static uint Step(uint value, int times) => times == 0 ? value : Step((value & 1) == 0 ? value >> 1 : (value >> 1) ^ 0xEDB88320, times - 1);
}
