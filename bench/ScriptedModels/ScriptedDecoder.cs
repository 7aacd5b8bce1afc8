using LatencyPortal.Decoding.Tests.TinyModels;

namespace LatencyPortal.ScriptedModels;

/// <summary>
/// A decoder as large models have them (norm, GroupQueryAttention with rotary positions, gated feed-forward layer) with
/// random weights, and a script laid over its logits: it computes as much as a trained model of its size, and what it says
/// is known.
/// </summary>
internal sealed record ScriptedDecoder
{
    private const int HeadSize = 64;

    private readonly Random _random = new(3);

    public static ScriptedDecoder Target { get; } = new() { Width = 256, Layers = 10, Heads = 4, KeyValueHeads = 2, Inner = 768 };

    public static ScriptedDecoder Draft { get; } = new() { Width = 64, Layers = 1, Heads = 1, KeyValueHeads = 1, Inner = 192 };

    public required int Width { get; init; }

    public required int Layers { get; init; }

    public required int Heads { get; init; }

    public required int KeyValueHeads { get; init; }

    /// <summary>Width of the feed-forward layer.</summary>
    public required int Inner { get; init; }

    public int ContextLength { get; init; } = 4096;

    /// <summary>What follows each token.</summary>
    public IReadOnlyList<int> Script { get; init; } = [];

    public int Parameters =>
        (2 * ScriptedVocabulary.Size * Width) + (Layers * Width * (((2 * Heads) + (2 * KeyValueHeads)) * HeadSize + (3 * Inner)));

    public byte[] Build()
    {
        var graph = new OnnxGraph();
        graph.Input("input_ids", OnnxGraph.Int64, null, null);
        graph.Input("attention_mask", OnnxGraph.Int64, null, null);

        // 1. Lengths from the mask, as onnxruntime-genai's exports have them.
        var one = graph.Constant([1L], 1);
        var last = graph.Node("Cast", [graph.Node("Sub", [graph.Node("ReduceSum", ["attention_mask", one], ("keepdims", 0)), one])], ("to", OnnxGraph.Int32));
        var total = graph.Node("Cast", [graph.Node("Gather", [graph.Node("Shape", ["attention_mask"]), one])], ("to", OnnxGraph.Int32));
        var (cosines, sines) = Rotary(graph);

        // 2. Embedding and layers.
        var x = graph.Node("Gather", [Weights(graph, ScriptedVocabulary.Size, Width), "input_ids"]);
        for (var layer = 0; layer < Layers; layer++)
        {
            x = graph.Node("Add", [x, Attention(graph, Norm(graph, x), layer, last, total, cosines, sines)]);
            x = graph.Node("Add", [x, FeedForward(graph, Norm(graph, x))]);
        }

        // 3. Logits, and the script over them.
        var logits = graph.Node("MatMul", [Norm(graph, x), Weights(graph, Width, ScriptedVocabulary.Size)]);
        var followers = graph.Node("Gather", [graph.Constant([.. Script.Select(token => (long)token)], Script.Count), "input_ids"]);
        var marks = graph.Node("OneHot", [followers, graph.Constant([ScriptedVocabulary.Size], 1), graph.Constant([0f, 100f], 2)], ("axis", -1));
        graph.Output("logits", OnnxGraph.Float32, null, null, ScriptedVocabulary.Size);
        graph.Node("Add", string.Empty, [logits, marks], ["logits"]);
        return graph.ToModel();
    }

    private static string Norm(OnnxGraph graph, string x, int width)
    {
        var gain = new float[width];
        Array.Fill(gain, 1f);
        return graph.Node("SimplifiedLayerNormalization", [x, graph.Constant(gain, width)], ("axis", -1), ("epsilon", 1e-5f));
    }

    private string Norm(OnnxGraph graph, string x) => Norm(graph, x, Width);

    private string Attention(OnnxGraph graph, string x, int layer, string last, string total, string cosines, string sines)
    {
        var (past, present) = ($"past_key_values.{layer}", $"present.{layer}");
        foreach (var part in new[] { "key", "value" })
        {
            graph.Input($"{past}.{part}", OnnxGraph.Float32, null, KeyValueHeads, null, HeadSize);
            graph.Output($"{present}.{part}", OnnxGraph.Float32, null, KeyValueHeads, null, HeadSize);
        }

        var packed = graph.Node("MatMul", [x, Weights(graph, Width, (Heads + (2 * KeyValueHeads)) * HeadSize)]);
        var attended = graph.NewName();
        graph.ContribNode(
            "GroupQueryAttention",
            [packed, string.Empty, string.Empty, $"{past}.key", $"{past}.value", last, total, cosines, sines],
            [attended, $"{present}.key", $"{present}.value"],
            ("num_heads", Heads),
            ("kv_num_heads", KeyValueHeads),
            ("do_rotary", 1));
        return graph.Node("MatMul", [attended, Weights(graph, Heads * HeadSize, Width)]);
    }

    private string FeedForward(OnnxGraph graph, string x)
    {
        var gate = graph.Node("MatMul", [x, Weights(graph, Width, Inner)]);
        var up = graph.Node("MatMul", [x, Weights(graph, Width, Inner)]);
        return graph.Node("MatMul", [graph.Node("Mul", [graph.Node("Mul", [gate, graph.Node("Sigmoid", [gate])]), up]), Weights(graph, Inner, Width)]);
    }

    private string Weights(OnnxGraph graph, int rows, int columns)
    {
        var data = new float[rows * columns];
        var scale = 1 / MathF.Sqrt(rows);
        foreach (ref var weight in data.AsSpan())
            weight = scale * ((2 * _random.NextSingle()) - 1);
        return graph.Constant(data, rows, columns);
    }

    private (string Cosines, string Sines) Rotary(OnnxGraph graph)
    {
        var cosines = new float[ContextLength * HeadSize / 2];
        var sines = new float[cosines.Length];
        for (var i = 0; i < cosines.Length; i++)
        {
            var (position, pair) = Math.DivRem(i, HeadSize / 2);
            var (sine, cosine) = Math.SinCos(position / Math.Pow(10_000, 2.0 * pair / HeadSize));
            (cosines[i], sines[i]) = ((float)cosine, (float)sine);
        }

        return (graph.Constant(cosines, ContextLength, HeadSize / 2), graph.Constant(sines, ContextLength, HeadSize / 2));
    }
}
