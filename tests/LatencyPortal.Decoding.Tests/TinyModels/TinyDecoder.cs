namespace LatencyPortal.Decoding.Tests.TinyModels;

/// <summary>
/// A real decoder of a few kilobytes: embedding, layers of norm and attention with rotary positions, and a head. The
/// weights are a fixed function of their index, the same in all kinds of attention. A script (token → next token) can be
/// laid over the logits to make it say a given text.
/// </summary>
internal sealed record TinyDecoder
{
    private const int Width = 32;

    public int Vocabulary { get; init; } = TinyTokenizer.Size;

    public int Layers { get; init; } = 2;

    public int ContextLength { get; init; } = 128;

    /// <summary>1, or 2 for a key of its own for each head.</summary>
    public int KeyValueHeads { get; init; } = 1;

    public TinyAttention Attention { get; init; }

    public TinyPrecision Precision { get; init; }

    /// <summary>Tokens that attention sees; -1 for all.</summary>
    public int Window { get; init; } = -1;

    /// <summary>What follows a token with near certainty.</summary>
    public IReadOnlyDictionary<int, int> Script { get; init; } = new Dictionary<int, int>();

    /// <summary>The tokens that may follow a token, all equally likely; makes the model a Markov chain of known law.</summary>
    public IReadOnlyDictionary<int, int[]>? Chain { get; init; }

    /// <summary>A token whose embedding is this number, so that keys, values and logits from it on are no numbers.</summary>
    public (int Token, float Value)? Poison { get; init; }

    public bool HasPositionIds { get; init; }

    /// <summary>The graph has an input num_logits_to_keep.</summary>
    public bool KeepsLogits { get; init; }

    /// <summary>The graph computes logits for the last token only.</summary>
    public bool LastLogitsOnly { get; init; }

    /// <summary>The graph fixes no size of its logits, though it has them.</summary>
    public bool HidesLogitSizes { get; init; }

    /// <summary>The graph takes the length of the past from its shape instead of the mask, which works with a growing past only.</summary>
    public bool MeasuresPast { get; init; }

    public string ExtraInput { get; init; } = string.Empty;

    /// <summary>Name of a file for the weights; null keeps them in the model.</summary>
    public string? ExternalFile { get; init; }

    public byte[] Build() => Build(out _);

    public byte[] Build(out byte[] externalData)
    {
        var graph = new OnnxGraph { ExternalFile = ExternalFile };
        var weights = new TinyWeights(graph, Precision);
        var attention = new TinyAttentionLayers(graph, weights, this);
        graph.Input("input_ids", OnnxGraph.Int64, null, null);
        graph.Input("attention_mask", OnnxGraph.Int64, null, null);
        if (HasPositionIds || Attention != TinyAttention.Grouped)
            graph.Input("position_ids", OnnxGraph.Int64, null, null);
        if (KeepsLogits)
            graph.Input("num_logits_to_keep", OnnxGraph.Int64);
        if (ExtraInput.Length > 0)
            graph.Input(ExtraInput, OnnxGraph.Int64, 1);

        // 1. Embedding and layers.
        var x = graph.Node("Gather", [weights.Constant(Embedding(), Vocabulary, Width), "input_ids"]);
        attention.Begin();
        for (var layer = 0; layer < Layers; layer++)
        {
            var attended = attention.Attend(layer, Norm(graph, weights, x));
            x = graph.Node("Add", [x, weights.Multiply(attended, 0.4f, TinyAttentionLayers.Heads * TinyAttentionLayers.HeadSize, Width)]);
        }

        // 2. Logits, and the script over them; or the chain alone.
        if (Chain is not null)
        {
            graph.Output("logits", weights.Type, null, null, Vocabulary);
            graph.Node("Gather", string.Empty, [graph.Constant(ChainTable(), Vocabulary, Vocabulary), "input_ids"], ["logits"]);
            externalData = graph.ExternalData;
            return graph.ToModel();
        }

        var ids = "input_ids";
        if (KeepsLogits || LastLogitsOnly)
        {
            var from = KeepsLogits
                ? graph.Node("Reshape", [graph.Node("Neg", ["num_logits_to_keep"]), graph.Constant([1L], 1)])
                : graph.Constant([-1L], 1);
            x = Last(graph, x, from);
            ids = Last(graph, ids, from);
        }

        var logits = weights.Multiply(Norm(graph, weights, x), 0.4f, Width, Vocabulary);
        if (weights.Type == OnnxGraph.Float16)
            logits = graph.Node("Cast", [logits], ("to", OnnxGraph.Float32));
        var next = new long[Vocabulary];
        var strength = new float[Vocabulary];
        foreach (var (token, follower) in Script)
            (next[token], strength[token]) = (follower, 100);
        var followers = graph.Node("Gather", [graph.Constant(next, Vocabulary), ids]);
        var strengths = graph.Node("Gather", [graph.Constant(strength, Vocabulary, 1), ids]);
        var marks = graph.Node(
            "OneHot", [followers, graph.Constant([Vocabulary], 1), graph.Constant([0f, 1f], 2)], ("axis", -1));
        graph.Output("logits", weights.Type, null, LastLogitsOnly && !HidesLogitSizes ? 1 : null, HidesLogitSizes ? null : Vocabulary);
        logits = graph.Node("Add", [logits, graph.Node("Mul", [marks, strengths])]);
        graph.Node("Cast", string.Empty, [logits], ["logits"], ("to", weights.Type));
        externalData = graph.ExternalData;
        return graph.ToModel();
    }

    private float[] Embedding()
    {
        var data = TinyWeights.Numbers(1f, Vocabulary, Width);
        if (Poison is var (token, value))
            data.AsSpan(token * Width, Width).Fill(value);
        return data;
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

    private static string Last(OnnxGraph graph, string x, string from) =>
        graph.Node("Slice", [x, from, graph.Constant([long.MaxValue], 1), graph.Constant([1L], 1)]);

    private static string Norm(OnnxGraph graph, TinyWeights weights, string x)
    {
        var gain = new float[Width];
        Array.Fill(gain, 1f);
        return graph.Node(
            "SimplifiedLayerNormalization", [x, weights.Constant(gain, Width)], ("axis", -1), ("epsilon", 1e-5f));
    }
}
