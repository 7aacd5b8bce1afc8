using Microsoft.ML.OnnxRuntime;

namespace LatencyPortal.Decoding.Models;

/// <summary>
/// One run of two tokens whose outputs ONNX Runtime makes itself: shapes that a graph does not fix, such as its rows of
/// logits, are what it really gives.
/// </summary>
internal static class GraphProbe
{
    private const int Tokens = 2;

    /// <summary>The ports with what the run showed.</summary>
    /// <exception cref="OnnxRuntimeException">The graph cannot compute.</exception>
    /// <exception cref="ModelLoadException">It gives other shapes than a decoder would.</exception>
    public static DecoderPorts Run(ModelSessions sessions, DecoderPorts ports, string modelPath)
    {
        var inputs = new Dictionary<string, OrtValue>();
        try
        {
            inputs.Add(ports.InputIds, Integers([1, 2], 1, Tokens));
            if (ports.AttentionMask is not null)
                inputs.Add(ports.AttentionMask, Integers([1, 1], 1, Tokens));
            if (ports.PositionIds is not null)
                inputs.Add(ports.PositionIds, Integers([0, 1], 1, Tokens));
            if (ports.LogitsToKeep is not null)
                inputs.Add(ports.LogitsToKeep, Integers([0], ports.LogitsToKeepShape));
            foreach (var past in ports.Past)
                inputs.Add(past, OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, ports.KeyValueType, [1, ports.KeyValueHeads, 0, ports.HeadSize]));
            using var run = new RunOptions();
            using var outputs = sessions.Run(run, inputs, [ports.Logits, ports.Present[0]]);
            return Read(ports, Shape(outputs[0]), Shape(outputs[1]), modelPath);
        }
        finally
        {
            foreach (var input in inputs.Values)
                input.Dispose();
        }
    }

    private static DecoderPorts Read(DecoderPorts ports, long[] logits, long[] present, string modelPath)
    {
        ModelLoadException Fault(string what, long[] shape) =>
            ModelLoadException.InFile(modelPath, $"{what} of {Tokens} tokens have the sizes {string.Join(" x ", shape)}; this is not supported.");

        if (logits is not [1, 1 or Tokens, > 0 and <= int.MaxValue])
            throw Fault("the logits", logits);
        if (!present.SequenceEqual([1L, ports.KeyValueHeads, Tokens, ports.HeadSize]))
            throw Fault("the keys", present);
        if (ports.VocabularySize is { } width && width != logits[2])
            throw ModelLoadException.InFile(modelPath, $"the model has {logits[2]} logits, but its vocabulary should have {width} tokens.");
        return ports with { LastLogitsOnly = logits[1] == 1, VocabularySize = (int)logits[2] };
    }

    private static long[] Shape(OrtValue value) => value.GetTensorTypeAndShape().Shape;

    private static OrtValue Integers(long[] values, params long[] shape) => OrtValue.CreateTensorValueFromMemory(values, shape);
}
