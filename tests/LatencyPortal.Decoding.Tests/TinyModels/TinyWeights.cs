namespace LatencyPortal.Decoding.Tests.TinyModels;

/// <summary>Matrices of a tiny decoder in a precision.</summary>
internal sealed class TinyWeights(OnnxGraph graph, TinyPrecision precision)
{
    /// <summary>The type that flows through the graph.</summary>
    public int Type => precision == TinyPrecision.Float16 ? OnnxGraph.Float16 : OnnxGraph.Float32;

    public string Constant(float[] data, params long[] shape) =>
        Type == OnnxGraph.Float16 ? graph.Constant(data.Select(value => (Half)value).ToArray(), shape) : graph.Constant(data, shape);

    /// <summary>A matrix that is never quantized.</summary>
    public string Plain(float scale, int rows, int columns) => Constant(Numbers(scale, rows, columns), rows, columns);

    /// <summary>Multiplies by a matrix of [<paramref name="rows"/>, columns].</summary>
    public string Multiply(string x, float scale, int rows, int columns)
    {
        var data = Numbers(scale, rows, columns);
        switch (precision)
        {
            case TinyPrecision.DynamicInt8:
                // Seven bits: without VNNI the sums of 8-bit products overflow.
                return graph.ContribNode("DynamicQuantizeMatMul", [x, graph.Constant(ToBytes(data, scale, 63), rows, columns), graph.Constant([scale / 63])]);
            case TinyPrecision.DynamicInt8Whole:
                return graph.ContribNode("DynamicQuantizeMatMul", [x, graph.Constant(ToBytes(data, scale, 127), rows, columns), graph.Constant([scale / 127])]);
            case TinyPrecision.IntegerInt8:
                var (rounded, step, zero) = (graph.NewName(), graph.NewName(), graph.NewName());
                graph.Node("DynamicQuantizeLinear", string.Empty, [x], [rounded, step, zero]);
                var product = graph.Node("MatMulInteger", [rounded, graph.Constant(ToBytes(data, scale, 63), rows, columns), zero]);
                product = graph.Node("Cast", [product], ("to", OnnxGraph.Float32));
                return graph.Node("Mul", [product, graph.Node("Mul", [step, graph.Constant([scale / 63])])]);
            case TinyPrecision.QdqInt8:
                return graph.Node("MatMul", [x, graph.Node("DequantizeLinear", [graph.Constant(ToBytes(data, scale, 63), rows, columns), graph.Constant([scale / 63])])]);
            case TinyPrecision.Bits4 or TinyPrecision.Bits4Rounding:
                return Packed(x, data, scale, rows, columns, bits: 4);
            case TinyPrecision.Bits8:
                return Packed(x, data, scale, rows, columns, bits: 8);
            default:
                return graph.Node("MatMul", [x, Constant(data, rows, columns)]);
        }
    }

    /// <summary>Numbers in [-scale, scale] that look random and never change.</summary>
    public static float[] Numbers(float scale, int rows, int columns)
    {
        var data = new float[rows * columns];
        for (var i = 0; i < data.Length; i++)
        {
            var mixed = ((uint)i + ((uint)rows << 20) + 1) * 2654435761u;
            mixed = (mixed ^ (mixed >> 15)) * 2246822519u;
            data[i] = scale * (((mixed >> 8) / (float)(1 << 23)) - 1);
        }

        return data;
    }

    private static sbyte[] ToBytes(float[] data, float scale, int most) => [.. data.Select(value => (sbyte)MathF.Round(value / scale * most))];

    /// <summary>MatMulNBits: columns as rows, in one block each, low half of a byte first.</summary>
    private string Packed(string x, float[] data, float scale, int rows, int columns, int bits)
    {
        var (zero, most) = bits == 4 ? (8, 7) : (128, 63);
        var packed = new byte[columns * rows * bits / 8];
        for (var column = 0; column < columns; column++)
        {
            for (var row = 0; row < rows; row++)
            {
                var value = (byte)(zero + (int)MathF.Round(data[(row * columns) + column] / scale * most));
                var at = (column * rows) + row;
                if (bits == 8)
                    packed[at] = value;
                else
                    packed[at / 2] |= (byte)(value << (at % 2 * 4));
            }
        }

        var scales = new float[columns];
        Array.Fill(scales, scale / most);
        return graph.ContribNode(
            "MatMulNBits",
            [x, graph.Constant(packed, columns, 1, rows * bits / 8), graph.Constant(scales, columns)],
            ("K", rows),
            ("N", columns),
            ("bits", bits),
            ("block_size", rows),
            ("accuracy_level", precision == TinyPrecision.Bits4Rounding ? 4 : 1));
    }
}
