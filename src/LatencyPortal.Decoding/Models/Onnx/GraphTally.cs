using Microsoft.ML.OnnxRuntime.Tensors;

namespace LatencyPortal.Decoding.Models.Onnx;

/// <summary>Adds up what a graph consists of while it is read.</summary>
internal sealed class GraphTally
{
    /// <summary>A model of a hundred layers has some ten thousand nodes.</summary>
    private const int MostParts = 2_000_000;

    private readonly Dictionary<string, int> _operators = [];
    private readonly Dictionary<string, TensorFacts> _constants = [];
    private readonly Dictionary<string, long> _externalFiles = [];
    private readonly List<string> _rotaryTables = [];
    private readonly Dictionary<string, string> _choices = [];
    private readonly Dictionary<string, string> _comparisons = [];
    private readonly List<string> _dequantized = [];
    private readonly List<string> _eightBitFactors = [];
    private readonly Dictionary<long, int> _nibbleNodes = [];
    private int _parts;
    private int _eightBitNodes;
    private int? _window;
    private int? _accuracyLevel;
    private bool _roundsActivations;
    private long _weightBytes;

    public Dictionary<string, Port> Inputs { get; } = [];

    public Dictionary<string, Port> Outputs { get; } = [];

    public void Add(NodeFacts node)
    {
        CountPart();
        _operators[node.Operator] = _operators.GetValueOrDefault(node.Operator) + 1;
        switch (node.Operator)
        {
            case "GroupQueryAttention":
                if (node.Numbers.GetValueOrDefault("local_window_size", -1) is > 0 and <= int.MaxValue and var window)
                    _window = Math.Min(_window ?? int.MaxValue, (int)window);
                if (node.Input(7) is { } table)
                    _rotaryTables.Add(table);
                break;
            case "If" when node.Input(0) is { } condition && node.Output is { } chosen:
                _choices[chosen] = condition;
                break;
            case "Greater" when node.Input(1) is { } bound && node.Output is { } outcome:
                _comparisons[outcome] = bound;
                break;
            case "MatMulNBits":
                // Bits are 4 and accuracy_level is 0 where the node does not say.
                var bits = node.Numbers.GetValueOrDefault("bits", 4);
                _nibbleNodes[bits] = _nibbleNodes.GetValueOrDefault(bits) + 1;
                _accuracyLevel = Math.Max(_accuracyLevel ?? 0, (int)Math.Clamp(node.Numbers.GetValueOrDefault("accuracy_level"), 0, 4));
                break;
            case "MatMulBnb4":
                _nibbleNodes[4] = _nibbleNodes.GetValueOrDefault(4) + 1;
                break;
            case "DynamicQuantizeMatMul" or "MatMulInteger" or "MatMulIntegerToFloat" or "QLinearMatMul" or "DynamicQuantizeLinear":
                _eightBitNodes++;
                _roundsActivations = true;
                if (node.Input(1) is { } factor)
                    _eightBitFactors.Add(factor);
                break;
            case "DequantizeLinear":
                if (node.Input(0) is { } weight)
                    _dequantized.Add(weight);
                break;
        }
    }

    public void Add(string name, TensorFacts constant)
    {
        CountPart();
        _constants[name] = constant;
        _weightBytes += constant.Bytes;
    }

    public void AddExternal(string file, long end)
    {
        CountPart();
        _externalFiles[file] = Math.Max(end, _externalFiles.GetValueOrDefault(file));
    }

    public GraphFacts ToFacts()
    {
        // Old files list their constants among the inputs too.
        foreach (var name in _constants.Keys)
            Inputs.Remove(name);
        return new GraphFacts
        {
            Operators = _operators,
            Inputs = Inputs,
            Outputs = Outputs,
            WeightBytes = _weightBytes,
            Weights = Precision(),
            AccuracyLevel = _accuracyLevel,
            RoundsActivations = _roundsActivations,
            UsesWholeInt8Range = _eightBitFactors.Any(factor => _constants.TryGetValue(factor, out var constant) && constant.Widest > 64),
            Window = _window,
            RotaryRows = _rotaryTables.Where(_constants.ContainsKey).Select(table => (long?)_constants[table].Rows).Min(),
            RotarySwitch = RotarySwitch(),
            ExternalFiles = _externalFiles,
        };
    }

    /// <summary>
    /// Exports of models with long-context rotary positions choose their table by "length greater than a constant": the
    /// table is the output of If, its condition the output of Greater.
    /// </summary>
    private long? RotarySwitch() => _rotaryTables
        .Select(table => _choices.TryGetValue(table, out var condition) && _comparisons.TryGetValue(condition, out var bound)
            && _constants.TryGetValue(bound, out var constant) ? constant.Number : null)
        .Min();

    private string Precision()
    {
        // 1. Quantized matrices are what a model is named after, though its embedding may stay as it was.
        var dequantized = _dequantized.Where(_constants.ContainsKey).Select(name => _constants[name].Type).ToList();
        var four = _nibbleNodes.Where(node => node.Key <= 4).Sum(node => node.Value) + dequantized.Count(ElementTypes.IsFourBits);
        var eight = _eightBitNodes + _nibbleNodes.Where(node => node.Key > 4).Sum(node => node.Value)
            + dequantized.Count(type => type is TensorElementType.Int8 or TensorElementType.UInt8);
        if (four + eight > 0)
            return four == 0 ? "int8" : eight == 0 ? "int4" : "int4+int8";

        // 2. Else the type with most bytes.
        var most = _constants.Values.GroupBy(constant => constant.Type).MaxBy(group => group.Sum(constant => constant.Bytes))?.Key;
        return most switch
        {
            TensorElementType.Float16 => "fp16",
            TensorElementType.BFloat16 => "bf16",
            _ => "fp32",
        };
    }

    private void CountPart()
    {
        if (++_parts > MostParts)
            throw new InvalidDataException($"the graph has more than {MostParts} parts; it is damaged or not a decoder.");
    }
}
