using Microsoft.ML.OnnxRuntime.Tensors;

namespace LatencyPortal.Decoding.Models.Onnx;

/// <summary>Reads an input or output (ValueInfoProto).</summary>
internal static class OnnxPort
{
    public static void Read(ProtoReader reader, long end, Dictionary<string, Port> ports)
    {
        var name = "";
        var port = new Port(default, null);
        while (reader.TryReadField(end, out var field, out var kind))
        {
            if (field == 1)
                name = reader.ReadText(kind, end);
            else if (field == 2)
                port = ReadType(reader, reader.Enter(kind, end));
            else
                reader.Skip(kind, end);
        }

        ports[name] = port;
    }

    /// <summary>TypeProto with a tensor in it, and its TensorShapeProto.</summary>
    private static Port ReadType(ProtoReader reader, long end)
    {
        var (type, sizes) = (0L, (List<long>?)null);
        while (reader.TryReadField(end, out var field, out var kind))
        {
            if (field != 1)
            {
                reader.Skip(kind, end);
                continue;
            }

            sizes = [];
            var tensor = reader.Enter(kind, end);
            while (reader.TryReadField(tensor, out var part, out var partKind))
            {
                if (part == 1)
                    type = (long)reader.ReadVarint(tensor);
                else if (part == 2)
                    ReadShape(reader, reader.Enter(partKind, tensor), sizes);
                else
                    reader.Skip(partKind, tensor);
            }
        }

        return new Port((TensorElementType)type, sizes);
    }

    private static void ReadShape(ProtoReader reader, long end, List<long> sizes)
    {
        while (reader.TryReadField(end, out var field, out var kind))
        {
            if (field != 1)
            {
                reader.Skip(kind, end);
                continue;
            }

            var size = -1L;
            var dimension = reader.Enter(kind, end);
            while (reader.TryReadField(dimension, out var part, out var partKind))
            {
                if (part == 1)
                    size = (long)reader.ReadVarint(dimension);
                else
                    reader.Skip(partKind, dimension);
            }

            sizes.Add(size);
        }
    }
}
