using Microsoft.ML.OnnxRuntime.Tensors;

namespace LatencyPortal.Decoding.Models.Onnx;

/// <summary>Reads a constant (TensorProto) and skips its numbers, but for a single whole one.</summary>
internal static class OnnxTensor
{
    private const long MostElements = 1L << 38;

    /// <summary>Weights of 8 bits that are looked at: their largest are scaled to the ends of their range column by column, so a part shows it.</summary>
    private const int MostLookedAt = 1 << 16;

    /// <param name="reader">The file.</param>
    /// <param name="end">Where the constant ends.</param>
    /// <param name="tally">Where it is counted.</param>
    /// <param name="name">What the graph calls it; null takes its own name.</param>
    public static void Read(ProtoReader reader, long end, GraphTally tally, string? name = null)
    {
        var (own, type, rows, count) = ("", default(TensorElementType), 0L, 1L);
        long? number = null;
        var widest = 0;
        var external = new Dictionary<string, string>();
        while (reader.TryReadField(end, out var field, out var kind))
        {
            switch (field)
            {
                case 1:
                    reader.ReadNumbers(kind, end, size =>
                    {
                        rows = rows == 0 ? size : rows;
                        count = size >= 0 && count <= MostElements / Math.Max(size, 1)
                            ? count * size
                            : throw new InvalidDataException("a constant has impossible sizes; the file is damaged.");
                    });
                    break;
                case 2:
                    type = (TensorElementType)reader.ReadVarint(end);
                    break;
                case 7 when count == 1:
                    reader.ReadNumbers(kind, end, value => number = value);
                    break;
                case 8:
                    own = reader.ReadText(kind, end);
                    break;
                case 9 when count == 1 && type == TensorElementType.Int64:
                    number = reader.ReadInt64(reader.Enter(kind, end));
                    break;
                case 9 when type == TensorElementType.Int8:
                    widest = reader.ReadWidest(reader.Enter(kind, end), MostLookedAt);
                    break;
                case 13:
                    ReadEntry(reader, reader.Enter(kind, end), external);
                    break;
                default:
                    reader.Skip(kind, end);
                    break;
            }
        }

        var bytes = count * ElementTypes.Bits(type) / 8;
        tally.Add(name ?? own, new TensorFacts(type, Math.Max(rows, 1), bytes, type == TensorElementType.Int64 ? number : null, widest));
        if (external.TryGetValue("location", out var file))
        {
            // Without a length the tensor goes on for as long as its sizes say.
            var offset = long.TryParse(external.GetValueOrDefault("offset"), out var from) ? from : 0;
            tally.AddExternal(file, offset + (long.TryParse(external.GetValueOrDefault("length"), out var length) ? length : bytes));
        }
    }

    private static void ReadEntry(ProtoReader reader, long end, Dictionary<string, string> entries)
    {
        var (key, value) = ("", "");
        while (reader.TryReadField(end, out var field, out var kind))
        {
            if (field == 1)
                key = reader.ReadText(kind, end);
            else if (field == 2)
                value = reader.ReadText(kind, end);
            else
                reader.Skip(kind, end);
        }

        entries[key] = value;
    }
}
