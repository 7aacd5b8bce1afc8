using System.Runtime.InteropServices;

namespace LatencyPortal.Decoding.Tests.TinyModels;

/// <summary>Builds an ONNX file node by node. Field numbers are those of onnx.proto.</summary>
internal sealed class OnnxGraph
{
    public const int Float32 = 1;
    public const int Int32 = 6;
    public const int Int64 = 7;

    private const string Microsoft = "com.microsoft";

    private readonly ProtoWriter _graph = new ProtoWriter().Text(2, "tiny");
    private int _names;

    /// <summary>A graph input; null is a dimension that changes from run to run.</summary>
    public void Input(string name, int type, params long?[] shape) => _graph.Message(11, Value(name, type, shape));

    public void Output(string name, int type, params long?[] shape) => _graph.Message(12, Value(name, type, shape));

    public string Constant(ReadOnlySpan<float> data, params long[] shape) =>
        Constant(Float32, MemoryMarshal.AsBytes(data), shape);

    public string Constant(ReadOnlySpan<long> data, params long[] shape) =>
        Constant(Int64, MemoryMarshal.AsBytes(data), shape);

    /// <summary>Adds a node with one output and returns the output's name.</summary>
    public string Node(string type, string[] inputs, params (string Name, object Value)[] attributes)
    {
        var output = NewName();
        Node(type, string.Empty, inputs, [output], attributes);
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
        _ => throw new ArgumentException("An attribute is a float or an int.", nameof(value)),
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
        _graph.Message(5, tensor.Integer(2, type).Text(8, name).Bytes(9, data));
        return name;
    }
}
