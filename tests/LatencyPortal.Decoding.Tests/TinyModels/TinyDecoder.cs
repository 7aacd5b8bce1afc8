namespace LatencyPortal.Decoding.Tests.TinyModels;

/// <summary>
/// A real decoder of a few kilobytes: embedding, layers of norm and GroupQueryAttention with fused
/// rotary positions and shared past/present, and a head. The weights are a fixed function of their
/// index. A script (token → next token) can be laid over the logits to make it say a given text.
/// </summary>
internal sealed record TinyDecoder
{
    private const int Width = 32;
    private const int Heads = 2;
    private const int HeadSize = 16;

    public int Vocabulary { get; init; } = TinyTokenizer.Size;

    public int Layers { get; init; } = 2;

    public int ContextLength { get; init; } = 128;

    /// <summary>What follows a token with near certainty.</summary>
    public IReadOnlyDictionary<int, int> Script { get; init; } = new Dictionary<int, int>();

    /// <summary>The tokens that may follow a token, all equally likely; makes the model a Markov chain of known law.</summary>
    public IReadOnlyDictionary<int, int[]>? Chain { get; init; }

    /// <summary>A token whose embedding is this number, so that keys, values and logits from it on are no numbers.</summary>
    public (int Token, float Value)? Poison { get; init; }

    public bool HasPositionIds { get; init; }

    public string ExtraInput { get; init; } = string.Empty;

    public byte[] Build()
    {
        var graph = new OnnxGraph();
        graph.Input("input_ids", OnnxGraph.Int64, null, null);
        graph.Input("attention_mask", OnnxGraph.Int64, null, null);
        if (HasPositionIds)
            graph.Input("position_ids", OnnxGraph.Int64, null, null);
        if (ExtraInput.Length > 0)
            graph.Input(ExtraInput, OnnxGraph.Int64, 1);

        // 1. Lengths from the mask, as onnxruntime-genai's exports have them.
        var one = graph.Constant([1L], 1);
        var sum = graph.Node("ReduceSum", ["attention_mask", one], ("keepdims", 0));
        var lastIndex = graph.Node("Cast", [graph.Node("Sub", [sum, one])], ("to", OnnxGraph.Int32));
        var total = graph.Node("Gather", [graph.Node("Shape", ["attention_mask"]), one]);
        total = graph.Node("Cast", [total], ("to", OnnxGraph.Int32));
        var (cosines, sines) = Rotary(graph);

        // 2. Embedding and attention layers.
        var x = graph.Node("Gather", [Embedding(graph), "input_ids"]);
        for (var layer = 0; layer < Layers; layer++)
        {
            var (past, present) = ($"past_key_values.{layer}", $"present.{layer}");
            foreach (var part in new[] { "key", "value" })
            {
                graph.Input($"{past}.{part}", OnnxGraph.Float32, null, 1, null, HeadSize);
                graph.Output($"{present}.{part}", OnnxGraph.Float32, null, 1, null, HeadSize);
            }

            var packed = graph.Node("MatMul", [Norm(graph, x), Weights(graph, 0.4f, Width, (Heads + 2) * HeadSize)]);
            var attended = graph.NewName();
            graph.ContribNode(
                "GroupQueryAttention",
                [packed, string.Empty, string.Empty, $"{past}.key", $"{past}.value", lastIndex, total, cosines, sines],
                [attended, $"{present}.key", $"{present}.value"],
                ("num_heads", Heads),
                ("kv_num_heads", 1),
                ("do_rotary", 1));
            x = graph.Node("Add", [x, graph.Node("MatMul", [attended, Weights(graph, 0.4f, Heads * HeadSize, Width)])]);
        }

        // 3. Logits, and the script over them; or the chain alone.
        graph.Output("logits", OnnxGraph.Float32, null, null, Vocabulary);
        if (Chain is not null)
        {
            graph.Node("Gather", string.Empty, [graph.Constant(ChainTable(), Vocabulary, Vocabulary), "input_ids"], ["logits"]);
            return graph.ToModel();
        }

        var logits = graph.Node("MatMul", [Norm(graph, x), Weights(graph, 0.4f, Width, Vocabulary)]);
        var next = new long[Vocabulary];
        var strength = new float[Vocabulary];
        foreach (var (token, follower) in Script)
            (next[token], strength[token]) = (follower, 100);
        var followers = graph.Node("Gather", [graph.Constant(next, Vocabulary), "input_ids"]);
        var strengths = graph.Node("Gather", [graph.Constant(strength, Vocabulary, 1), "input_ids"]);
        var marks = graph.Node(
            "OneHot", [followers, graph.Constant([Vocabulary], 1), graph.Constant([0f, 1f], 2)], ("axis", -1));
        graph.Node("Add", string.Empty, [logits, graph.Node("Mul", [marks, strengths])], ["logits"]);
        return graph.ToModel();
    }

    /// <summary>A row of logits for each token: 0 for those that may follow it, impossible for the rest.</summary>
    private float[] ChainTable()
    {
        var table = new float[Vocabulary * Vocabulary];
        Array.Fill(table, -1e9f);
        for (var token = 0; token < Vocabulary; token++)
        {
            foreach (var follower in Chain!.GetValueOrDefault(token) ?? [token])
                table[(token * Vocabulary) + follower] = 0;
        }

        return table;
    }

    private static string Norm(OnnxGraph graph, string x)
    {
        var gain = new float[Width];
        Array.Fill(gain, 1f);
        return graph.Node(
            "SimplifiedLayerNormalization", [x, graph.Constant(gain, Width)], ("axis", -1), ("epsilon", 1e-5f));
    }

    private string Embedding(OnnxGraph graph)
    {
        var data = Numbers(1f, Vocabulary, Width);
        if (Poison is var (token, value))
            data.AsSpan(token * Width, Width).Fill(value);
        return graph.Constant(data, Vocabulary, Width);
    }

    private static string Weights(OnnxGraph graph, float scale, int rows, int columns) =>
        graph.Constant(Numbers(scale, rows, columns), rows, columns);

    /// <summary>Numbers in [-scale, scale] that look random and never change.</summary>
    private static float[] Numbers(float scale, int rows, int columns)
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

    private (string Cosines, string Sines) Rotary(OnnxGraph graph)
    {
        var cosines = new float[ContextLength * HeadSize / 2];
        var sines = new float[cosines.Length];
        for (var i = 0; i < cosines.Length; i++)
        {
            var (position, pair) = (i / (HeadSize / 2), i % (HeadSize / 2));
            var angle = position / Math.Pow(10_000, 2.0 * pair / HeadSize);
            (cosines[i], sines[i]) = ((float)Math.Cos(angle), (float)Math.Sin(angle));
        }

        return (graph.Constant(cosines, ContextLength, HeadSize / 2), graph.Constant(sines, ContextLength, HeadSize / 2));
    }
}
