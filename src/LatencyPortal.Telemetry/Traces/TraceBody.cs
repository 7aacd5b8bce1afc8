using System.Text;

namespace LatencyPortal.Telemetry.Traces;

/// <summary>
/// The lists of a trace as bytes: hashes do not compress, so JSON would take three times the room for nothing. The first byte names the
/// form; rows of a form that is not known, from a later release, are passed over.
/// </summary>
internal static class TraceBody
{
    private const byte Form = 1;

    /// <summary>Nothing in a trace is a longer list; a damaged row must not ask for the memory of the machine.</summary>
    private const int Longest = 1_000_000;

    public static byte[] Write(PromptTrace trace)
    {
        using var bytes = new MemoryStream(512);
        using (var writer = new BinaryWriter(bytes, Encoding.UTF8))
        {
            writer.Write(Form);
            writer.Write(trace.AutomaticBreakpoint);
            writer.Write7BitEncodedInt(trace.PredictedCachedTokens is { } predicted ? predicted + 1 : 0);
            writer.Write7BitEncodedInt(trace.Values.Count);
            foreach (var value in trace.Values)
            {
                writer.Write(value.Name);
                writer.Write(value.Hash);
                writer.Write7BitEncodedInt(value.Tokens);
                writer.Write7BitEncodedInt(value.Characters);
                writer.Write(value.IsBlank);
                WriteText(writer, value.Text);
            }

            WriteOptional(writer, trace.Own);
            WriteOptional(writer, trace.Tools);
            WriteOptional(writer, trace.Asked);
            writer.Write7BitEncodedInt(trace.History.Count);
            foreach (var turn in trace.History)
            {
                writer.Write(turn.Hash);
                writer.Write7BitEncodedInt(turn.Tokens);
            }

            writer.Write7BitEncodedInt(trace.Marks.Count);
            var before = 0;
            foreach (var mark in trace.Marks)
            {
                writer.Write(mark.Hash);
                writer.Write7BitEncodedInt(mark.Tokens - before);
                writer.Write(mark.EndsBlock);
                before = mark.Tokens;
            }

            writer.Write7BitEncodedInt(trace.Breakpoints.Count);
            foreach (var point in trace.Breakpoints)
            {
                writer.Write7BitEncodedInt(point.Mark);
                writer.Write7BitEncodedInt(point.Lifetime);
            }
        }

        return bytes.ToArray();
    }

    /// <summary>Adds the lists to what the columns say; <see langword="null"/> when the bytes are none of this form.</summary>
    public static PromptTrace? Read(byte[] body, PromptTrace head)
    {
        try
        {
            using var reader = new BinaryReader(new MemoryStream(body, writable: false), Encoding.UTF8);
            if (reader.ReadByte() != Form)
                return null;
            var automatic = reader.ReadBoolean();
            var predicted = reader.Read7BitEncodedInt();
            return head with
            {
                AutomaticBreakpoint = automatic,
                PredictedCachedTokens = predicted == 0 ? null : predicted - 1,
                Values = List(reader, static reader => new TracedValue(
                    reader.ReadString(), reader.ReadUInt64(), reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt(), reader.ReadBoolean(), ReadText(reader))),
                Own = ReadOptional(reader),
                Tools = ReadOptional(reader),
                Asked = ReadOptional(reader),
                History = List(reader, static reader => new TracedText(reader.ReadUInt64(), reader.Read7BitEncodedInt())),
                Marks = Marks(reader),
                Breakpoints = List(reader, static reader => new TracedBreakpoint(reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt())),
            };
        }
        catch (Exception e) when (e is IOException or FormatException or InvalidDataException)
        {
            return null;
        }
    }

    private static TracedMark[] Marks(BinaryReader reader)
    {
        var before = 0;
        return List(reader, reader => new TracedMark(reader.ReadUInt64(), before += reader.Read7BitEncodedInt(), reader.ReadBoolean()));
    }

    private static T[] List<T>(BinaryReader reader, Func<BinaryReader, T> read)
    {
        var count = reader.Read7BitEncodedInt();
        if (count is < 0 or > Longest)
            throw new InvalidDataException();
        // Grown with what is there, not with what a damaged count says.
        var list = new List<T>(Math.Min(count, 256));
        for (var i = 0; i < count; i++)
            list.Add(read(reader));
        return [.. list];
    }

    private static void WriteOptional(BinaryWriter writer, TracedText? text)
    {
        writer.Write(text is not null);
        if (text is not { } known)
            return;
        writer.Write(known.Hash);
        writer.Write7BitEncodedInt(known.Tokens);
        WriteText(writer, known.Text);
    }

    private static TracedText? ReadOptional(BinaryReader reader) =>
        reader.ReadBoolean() ? new TracedText(reader.ReadUInt64(), reader.Read7BitEncodedInt(), ReadText(reader)) : null;

    private static void WriteText(BinaryWriter writer, string? text)
    {
        writer.Write(text is not null);
        if (text is not null)
            writer.Write(text);
    }

    private static string? ReadText(BinaryReader reader) => reader.ReadBoolean() ? reader.ReadString() : null;
}
