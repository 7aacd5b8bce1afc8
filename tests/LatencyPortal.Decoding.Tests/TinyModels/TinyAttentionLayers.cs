namespace LatencyPortal.Decoding.Tests.TinyModels;

/// <summary>The attention of a tiny decoder, in the forms that exporters give it.</summary>
internal sealed class TinyAttentionLayers(OnnxGraph graph, TinyWeights weights, TinyDecoder decoder)
{
    public const int Heads = 2;
    public const int HeadSize = 16;

    private string _cosines = "";
    private string _sines = "";
    private string _lastIndex = "";
    private string _total = "";
    private string _bias = "";

    private int KeyValueHeads => decoder.KeyValueHeads;

    /// <summary>What all layers share.</summary>
    public void Begin()
    {
        var one = graph.Constant([1L], 1);
        var total = graph.Node("Gather", [graph.Node("Shape", ["attention_mask"]), one]);
        AddRotary();
        if (decoder.Attention == TinyAttention.Grouped)
        {
            if (decoder.MeasuresPast)
            {
                var past = graph.Node("Gather", [graph.Node("Shape", ["past_key_values.0.key"]), graph.Constant([2L], 1)]);
                var all = graph.Node("Add", [past, graph.Node("Gather", [graph.Node("Shape", ["input_ids"]), one])]);
                _lastIndex = graph.Node("Cast", [graph.Node("Sub", [all, one])], ("to", OnnxGraph.Int32));
                _total = graph.Node("Cast", [all], ("to", OnnxGraph.Int32));
                return;
            }

            // Lengths from the mask, as onnxruntime-genai's exports have them.
            var sum = graph.Node("ReduceSum", ["attention_mask", one], ("keepdims", 0));
            _lastIndex = graph.Node("Cast", [graph.Node("Sub", [sum, one])], ("to", OnnxGraph.Int32));
            _total = graph.Node("Cast", [total], ("to", OnnxGraph.Int32));
            return;
        }

        // What a token may see: keys up to its own position, as far as the mask allows.
        var zero = graph.Constant([0L]);
        var columns = graph.Node("Range", [zero, graph.Node("Squeeze", [total]), graph.Constant([1L])]);
        var rows = graph.Node("Unsqueeze", ["position_ids", graph.Constant([1L, 3L], 2)]);
        var masked = graph.Node("Cast", [graph.Node("Unsqueeze", ["attention_mask", graph.Constant([1L, 2L], 2)])], ("to", 9));
        var seen = graph.Node("And", [graph.Node("LessOrEqual", [columns, rows]), masked]);
        _bias = graph.Node("Where", [seen, weights.Constant([0f]), weights.Constant([-10_000f])]);
    }

    /// <summary>Attention of one layer over what is normed.</summary>
    public string Attend(int layer, string x)
    {
        var (past, present) = ($"past_key_values.{layer}", $"present.{layer}");
        foreach (var part in new[] { "key", "value" })
        {
            graph.Input($"{past}.{part}", weights.Type, null, KeyValueHeads, null, HeadSize);
            graph.Output($"{present}.{part}", weights.Type, null, KeyValueHeads, null, HeadSize);
        }

        var packed = weights.Multiply(x, 0.4f, Heads * HeadSize, (Heads + (2 * KeyValueHeads)) * HeadSize);
        if (decoder.Attention == TinyAttention.Grouped)
        {
            var attended = graph.NewName();
            graph.ContribNode(
                "GroupQueryAttention",
                [packed, string.Empty, string.Empty, $"{past}.key", $"{past}.value", _lastIndex, _total, _cosines, _sines],
                [attended, $"{present}.key", $"{present}.value"],
                ("num_heads", Heads),
                ("kv_num_heads", KeyValueHeads),
                ("local_window_size", decoder.Window),
                ("do_rotary", 1));
            return attended;
        }

        var (query, key, value) = Split(packed);
        query = Rotate(query);
        key = Rotate(key);
        return decoder.Attention == TinyAttention.MultiHead
            ? MultiHead(query, key, value, past, present)
            : Concat(query, key, value, past, present);
    }

    private string MultiHead(string query, string key, string value, string past, string present)
    {
        var attended = graph.NewName();
        graph.ContribNode(
            "MultiHeadAttention",
            [query, key, value, string.Empty, string.Empty, _bias, $"{past}.key", $"{past}.value"],
            [attended, $"{present}.key", $"{present}.value"],
            ("num_heads", Heads));
        return attended;
    }

    private string Concat(string query, string key, string value, string past, string present)
    {
        graph.Node("Concat", string.Empty, [$"{past}.key", ToHeads(key, KeyValueHeads)], [$"{present}.key"], ("axis", 2));
        graph.Node("Concat", string.Empty, [$"{past}.value", ToHeads(value, KeyValueHeads)], [$"{present}.value"], ("axis", 2));
        var keys = graph.Node("Transpose", [$"{present}.key"], ("perm", new[] { 0, 1, 3, 2 }));
        var scores = graph.Node("MatMul", [ToHeads(query, Heads), keys]);
        scores = graph.Node("Mul", [scores, weights.Constant([1 / MathF.Sqrt(HeadSize)])]);
        var shares = graph.Node("Softmax", [graph.Node("Add", [scores, _bias])], ("axis", -1));
        var mixed = graph.Node("Transpose", [graph.Node("MatMul", [shares, $"{present}.value"])], ("perm", new[] { 0, 2, 1, 3 }));
        return graph.Node("Reshape", [mixed, graph.Constant([0L, 0L, Heads * HeadSize], 3)]);
    }

    private (string Query, string Key, string Value) Split(string packed)
    {
        var parts = new[] { graph.NewName(), graph.NewName(), graph.NewName() };
        var sizes = graph.Constant([Heads * HeadSize, KeyValueHeads * HeadSize, KeyValueHeads * HeadSize], 3);
        graph.Node("Split", string.Empty, [packed, sizes], parts, ("axis", 2));
        return (parts[0], parts[1], parts[2]);
    }

    private string Rotate(string x) => graph.ContribNode("RotaryEmbedding", [x, "position_ids", _cosines, _sines]);

    private string ToHeads(string x, int heads) =>
        graph.Node("Transpose", [graph.Node("Reshape", [x, graph.Constant([0L, 0L, heads, HeadSize], 4)])], ("perm", new[] { 0, 2, 1, 3 }));

    private void AddRotary()
    {
        var cosines = new float[decoder.ContextLength * HeadSize / 2];
        var sines = new float[cosines.Length];
        for (var i = 0; i < cosines.Length; i++)
        {
            var (position, pair) = (i / (HeadSize / 2), i % (HeadSize / 2));
            var angle = position / Math.Pow(10_000, 2.0 * pair / HeadSize);
            (cosines[i], sines[i]) = ((float)Math.Cos(angle), (float)Math.Sin(angle));
        }

        _cosines = weights.Constant(cosines, decoder.ContextLength, HeadSize / 2);
        _sines = weights.Constant(sines, decoder.ContextLength, HeadSize / 2);
    }
}
