using System.Runtime.InteropServices;

namespace LatencyPortal.Decoding.Tests.TinyModels;

/// <summary>Builds an ONNX file node by node. Field numbers are those of onnx.proto.</summary>
internal sealed class OnnxGraph
{
    public const int Float32 = 1;
    public const int UInt8 = 2;
    public const int Int8 = 3;
    public const int Int32 = 6;
    public const int Int64 = 7;
    public const int Float16 = 10;

    private const string Microsoft = "com.microsoft";

    private readonly ProtoWriter _graph = new ProtoWriter().Text(2, "tiny");
    private readonly List<byte> _externalData = [];
    private int _names;

    /// <summary>File that weights are kept in; null keeps them in the model.</summary>
    public string? ExternalFile { get; init; }

    /// <summary>What belongs into <see cref="ExternalFile"/>.</summary>
    public byte[] ExternalData => [.. _externalData];

    /// <summary>A graph input; null is a dimension that changes from run to run.</summary>
    public void Input(string name, int type, params long?[] shape) => _graph.Message(11, Value(name, type, shape));

    public void Output(string name, int type, params long?[] shape) => _graph.Message(12, Value(name, type, shape));

    public string Constant(ReadOnlySpan<float> data, params long[] shape) =>
        Constant(Float32, MemoryMarshal.AsBytes(data), shape);

    public string Constant(ReadOnlySpan<long> data, params long[] shape) =>
        Constant(Int64, MemoryMarshal.AsBytes(data), shape);

    public string Constant(ReadOnlySpan<Half> data, params long[] shape) =>
        Constant(Float16, MemoryMarshal.AsBytes(data), shape);

    public string Constant(ReadOnlySpan<byte> data, params long[] shape) => Constant(UInt8, data, shape);

    public string Constant(ReadOnlySpan<sbyte> data, params long[] shape) =>
        Constant(Int8, MemoryMarshal.AsBytes(data), shape);

    /// <summary>Adds a node with one output and returns the output's name.</summary>
    public string Node(string type, string[] inputs, params (string Name, object Value)[] attributes)
    {
        var output = NewName();
        Node(type, string.Empty, inputs, [output], attributes);
        return output;
    }

    /// <summary>Adds a node of ONNX Runtime's own operators with one output and returns the output's name.</summary>
    public string ContribNode(string type, string[] inputs, params (string Name, object Value)[] attributes)
    {
        var output = NewName();
        ContribNode(type, inputs, [output], attributes);
        return output;
    }

    /// <summary>Adds a node of ONNX Runtime's own operators.</summary>
    public void ContribNode(string type, string[] inputs, string[] outputs, params (string Name, object Value)[] attributes) =>
        Node(type, Microsoft, inputs, outputs, attributes);

    public string NewName() => $"t{_names++}";

    public byte[] ToModel() => new ProtoWriter()
        .Integer(1, 8)
        .Message(7, _graph)
        .Message(8, new ProtoWriter().Text(1, string.Empty).Integer(2, 17))
        .Message(8, new ProtoWriter().Text(1, Microsoft).Integer(2, 1))
        .ToArray();

    public void Node(string type, string domain, string[] inputs, string[] outputs, params (string Name, object Value)[] attributes)
    {
        var node = new ProtoWriter();
        foreach (var input in inputs)
            node.Text(1, input);
        foreach (var output in outputs)
            node.Text(2, output);
        node.Text(3, $"{type}{_names++}").Text(4, type);
        foreach (var (name, value) in attributes)
            node.Message(5, Attribute(name, value));
        node.Text(7, domain);
        _graph.Message(1, node);
    }

    private static ProtoWriter Attribute(string name, object value) => value switch
    {
        float number => new ProtoWriter().Text(1, name).Single(2, number).Integer(20, 1),
        int number => new ProtoWriter().Text(1, name).Integer(3, number).Integer(20, 2),
        int[] numbers => numbers.Aggregate(new ProtoWriter().Text(1, name), (proto, item) => proto.Integer(8, item)).Integer(20, 7),
        _ => throw new ArgumentException("An attribute is a float, an int or several.", nameof(value)),
    };

    private static ProtoWriter Value(string name, int type, long?[] shape)
    {
        var dimensions = new ProtoWriter();
        for (var i = 0; i < shape.Length; i++)
        {
            dimensions.Message(1, shape[i] is { } size
                ? new ProtoWriter().Integer(1, size)
                : new ProtoWriter().Text(2, $"{name}_{i}"));
        }

        var tensor = new ProtoWriter().Integer(1, type).Message(2, dimensions);
        return new ProtoWriter().Text(1, name).Message(2, new ProtoWriter().Message(1, tensor));
    }

    private string Constant(int type, ReadOnlySpan<byte> data, long[] shape)
    {
        var name = NewName();
        var tensor = new ProtoWriter();
        foreach (var size in shape)
            tensor.Integer(1, size);
        tensor.Integer(2, type).Text(8, name);
        // Sizes and indices stay in the model, as exporters have it: the graph's shapes depend on them.
        if (ExternalFile is null || type == Int64)
        {
            _graph.Message(5, tensor.Bytes(9, data));
            return name;
        }

        tensor.Message(13, Entry("location", ExternalFile))
            .Message(13, Entry("offset", $"{_externalData.Count}"))
            .Message(13, Entry("length", $"{data.Length}"))
            .Integer(14, 1);
        _externalData.AddRange(data);
        _graph.Message(5, tensor);
        return name;
    }

    private static ProtoWriter Entry(string key, string value) => new ProtoWriter().Text(1, key).Text(2, value);
}
