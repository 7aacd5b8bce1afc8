using System.Buffers.Binary;
using System.Text;

namespace LatencyPortal.Gateway.Providers;

/// <summary>One frame of an event stream of AWS, with the headers that say what it is.</summary>
/// <param name="MessageType"><c>event</c>, <c>exception</c> or <c>error</c>.</param>
/// <param name="Name">The type of the event or exception, or the code of the error.</param>
/// <param name="Message">What an error says; events and exceptions say it in their payload.</param>
/// <param name="Payload">The payload, JSON in Bedrock's streams.</param>
internal readonly record struct Frame(string? MessageType, string? Name, string? Message, ReadOnlyMemory<byte> Payload)
{
    /// <summary>Lengths of the values of header types 0 to 9; strings and bytes carry their own.</summary>
    private static readonly int[] Lengths = [0, 0, 1, 2, 4, 8, OwnLength, OwnLength, 8, 16];

    private const int OwnLength = -1;
    private const int StringType = 7;

    /// <summary>Reads the headers; those that say nothing here are passed over.</summary>
    /// <exception cref="InvalidDataException">They do not fit their length.</exception>
    public static Frame Read(ReadOnlySpan<byte> headers, ReadOnlyMemory<byte> payload)
    {
        var frame = new Frame(null, null, null, payload);
        while (!headers.IsEmpty)
        {
            var name = Take(ref headers, Take(ref headers, 1)[0]);
            var type = Take(ref headers, 1)[0];
            if (type >= Lengths.Length)
                throw Unreadable();
            var length = Lengths[type];
            var value = Take(ref headers, length == OwnLength ? BinaryPrimitives.ReadUInt16BigEndian(Take(ref headers, 2)) : length);
            if (type == StringType)
                frame = frame.With(name, value);
        }

        return frame;
    }

    private Frame With(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) =>
        name.SequenceEqual(":message-type"u8) ? this with { MessageType = Encoding.UTF8.GetString(value) }
        : name.SequenceEqual(":event-type"u8) || name.SequenceEqual(":exception-type"u8) || name.SequenceEqual(":error-code"u8) ? this with { Name = Encoding.UTF8.GetString(value) }
        : name.SequenceEqual(":error-message"u8) ? this with { Message = Encoding.UTF8.GetString(value) }
        : this;

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> bytes, int length)
    {
        if (length > bytes.Length)
            throw Unreadable();
        var taken = bytes[..length];
        bytes = bytes[length..];
        return taken;
    }

    private static InvalidDataException Unreadable() => new("the headers of a frame of its stream cannot be read");
}
