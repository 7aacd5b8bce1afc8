using LatencyPortal.Decoding.Models.Configs;
using LatencyPortal.Decoding.Models.Onnx;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace LatencyPortal.Decoding.Models;

/// <summary>
/// The inputs and outputs of a decoder, found in the graph itself: a configuration tells what they may be called, never
/// that they are there. Whatever could not be fed rightly is refused with a sentence.
/// </summary>
internal sealed record DecoderPorts
{
    private DecoderPorts()
    {
    }

    public required string InputIds { get; init; }

    /// <summary>Null when the graph has none.</summary>
    public required string? AttentionMask { get; init; }

    /// <summary>Null when the graph has none.</summary>
    public required string? PositionIds { get; init; }

    /// <summary>How many of the last tokens get logits, 0 for all; null when the graph has no such input.</summary>
    public required string? LogitsToKeep { get; init; }

    /// <summary>The shape of <see cref="LogitsToKeep"/>: a number, or a list of one.</summary>
    public required long[] LogitsToKeepShape { get; init; }

    public required string Logits { get; init; }

    /// <summary>Keys and values of each layer in turn.</summary>
    public required IReadOnlyList<string> Past { get; init; }

    /// <summary>As <see cref="Past"/>.</summary>
    public required IReadOnlyList<string> Present { get; init; }

    public required TensorElementType KeyValueType { get; init; }

    public required TensorElementType LogitsType { get; init; }

    public required int KeyValueHeads { get; init; }

    public required int HeadSize { get; init; }

    /// <summary>Width of a row of logits; null where the graph does not fix it.</summary>
    public required int? VocabularySize { get; init; }

    /// <summary>The graph says that it computes logits for the last token of a run only.</summary>
    public required bool LastLogitsOnly { get; init; }

    public int Layers => Past.Count / 2;

    public static DecoderPorts Bind(InferenceSession session, ModelConfig config) =>
        Bind(Table(session.InputMetadata), Table(session.OutputMetadata), config);

    public static DecoderPorts Bind(IReadOnlyDictionary<string, Port> inputs, IReadOnlyDictionary<string, Port> outputs, ModelConfig config)
    {
        var names = config.Names;
        var finder = new PortFinder(inputs, config);
        finder.RefuseWhatCannotRun();

        // 1. Token ids in, logits out.
        var ids = finder.Integers(names.InputIds, 2, required: true)!;
        var mask = finder.Integers(names.AttentionMask, 2);
        var positions = finder.Integers(names.PositionIds, 2);
        var keep = finder.LogitsToKeep();
        var logits = finder.Floats(outputs, "output", names.Logits, 3);
        if (logits.Dimensions![2] is > 0 and var width && config.VocabularySize is { } said && width != said)
            throw finder.Fault($"the model has {width} logits, but {Path.GetFileName(config.File.Path)} says that the vocabulary has {said} tokens.");

        // 2. Keys and values, alike in every layer.
        var (past, present) = finder.KeysAndValues();
        var first = finder.Floats(inputs, "input", past[0], 4);
        var (heads, size) = (first.Dimensions![1], first.Dimensions[3]);
        foreach (var (input, output) in past.Zip(present))
        {
            var (there, after) = (finder.Floats(inputs, "input", input, 4), finder.Floats(outputs, "output", output, 4));
            if (there.Type != first.Type || after.Type != first.Type)
                throw finder.Fault($"the input \"{input}\" is {there} and the output \"{output}\" {after}, but all keys and values must have one type.");
            if (there.Dimensions![1] < 1 || there.Dimensions[3] < 1)
                throw finder.Fault($"the input \"{input}\" has no fixed number of heads and head size.");
            if (there.Dimensions[1] != heads || there.Dimensions[3] != size)
                throw finder.Fault($"the input \"{input}\" differs in size from other layers; this is not supported.");
        }

        // 3. Nothing that would be left unbound.
        finder.RefuseUnknown([ids, mask ?? ids, positions ?? ids, keep?.Name ?? ids, .. past]);
        return new DecoderPorts
        {
            InputIds = ids,
            AttentionMask = mask,
            PositionIds = positions,
            LogitsToKeep = keep?.Name,
            LogitsToKeepShape = keep?.Shape ?? [],
            Logits = names.Logits,
            Past = past,
            Present = present,
            KeyValueType = first.Type,
            LogitsType = logits.Type,
            KeyValueHeads = checked((int)heads),
            HeadSize = checked((int)size),
            VocabularySize = logits.Dimensions[2] > 0 ? checked((int)logits.Dimensions[2]) : config.VocabularySize,
            LastLogitsOnly = logits.Dimensions[1] == 1,
        };
    }

    private static Dictionary<string, Port> Table(IReadOnlyDictionary<string, NodeMetadata> nodes) => nodes.ToDictionary(
        node => node.Key,
        node => node.Value.IsTensor
            ? new Port(node.Value.ElementDataType, [.. node.Value.Dimensions.Select(size => (long)size)])
            : new Port(default, null));
}
