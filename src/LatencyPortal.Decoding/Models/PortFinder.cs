using System.Globalization;
using System.Text.RegularExpressions;
using LatencyPortal.Decoding.Models.Configs;
using LatencyPortal.Decoding.Models.Onnx;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace LatencyPortal.Decoding.Models;

/// <summary>Looks for what a decoder needs among a graph's inputs, and says what is in the way.</summary>
internal sealed class PortFinder(IReadOnlyDictionary<string, Port> inputs, ModelConfig config)
{
    /// <summary>What exports call the number of rows of logits.</summary>
    private static readonly string[] LogitsToKeepNames = ["num_logits_to_keep", "logits_to_keep"];

    /// <summary>Inputs of models that this decoder cannot run, by how their names begin, and why not.</summary>
    private static readonly (string Name, string Reason)[] Refused =
    [
        ("use_cache_branch", "it holds two graphs in one, chosen by use_cache_branch; export it with one graph (Optimum's default of today)."),
        ("past_conv", "it keeps states besides keys and values (a hybrid or state-space model); such states cannot be rewound, and it is not supported."),
        ("past_ssm", "it keeps states besides keys and values (a hybrid or state-space model); such states cannot be rewound, and it is not supported."),
        ("past_recurrent", "it keeps states besides keys and values (a hybrid or state-space model); such states cannot be rewound, and it is not supported."),
        ("cache_params", "it keeps states besides keys and values (a hybrid or state-space model); such states cannot be rewound, and it is not supported."),
        ("inputs_embeds", "it takes embeddings instead of token ids, one part of a model split over several files; this is not supported."),
        ("encoder_hidden_states", "it decodes what an encoder read; only decoders by themselves are supported."),
    ];

    public ModelLoadException Fault(string cause) => ModelLoadException.InFile(config.ModelPath, cause);

    public void RefuseWhatCannotRun()
    {
        foreach (var (name, reason) in Refused)
        {
            if (inputs.Keys.FirstOrDefault(input => input.StartsWith(name, StringComparison.Ordinal)) is { } input)
                throw Fault($"the model has an input \"{input}\": {reason}");
        }

        if (inputs.Keys.FirstOrDefault(name => name.EndsWith("k_scale", StringComparison.Ordinal) || name.EndsWith("v_scale", StringComparison.Ordinal)) is { } scale)
            throw Fault($"the model has an input \"{scale}\": it keeps quantized keys and values; only fp32 and fp16 are supported.");
    }

    /// <summary>The name of an input of whole numbers; null when there is none.</summary>
    public string? Integers(string name, int rank, bool required = false)
    {
        if (!inputs.TryGetValue(name, out var port))
            return required ? throw Missing("input", name) : null;
        return port.Type == TensorElementType.Int64 && port.Rank == rank
            ? name
            : throw Fault($"the input \"{name}\" is {port}, but must be Int64 with {rank} dimensions.");
    }

    public (string Name, long[] Shape)? LogitsToKeep()
    {
        if (LogitsToKeepNames.FirstOrDefault(inputs.ContainsKey) is not { } name)
            return null;
        var port = inputs[name];
        return port.Type == TensorElementType.Int64 && port.Rank is 0 or 1
            ? (name, port.Rank == 0 ? [] : [1L])
            : throw Fault($"the input \"{name}\" is {port}, but must be one Int64 number.");
    }

    public Port Floats(IReadOnlyDictionary<string, Port> ports, string kind, string name, int rank)
    {
        if (!ports.TryGetValue(name, out var port))
            throw Missing(kind, name);
        if (port.Type is TensorElementType.Int8 or TensorElementType.UInt8)
            throw Fault($"the {kind} \"{name}\" is {port}: it keeps quantized keys and values; only fp32 and fp16 are supported.");
        return port.Type is TensorElementType.Float or TensorElementType.Float16 && port.Rank == rank
            ? port
            : throw Fault($"the {kind} \"{name}\" is {port}, but must be Float or Float16 with {rank} dimensions.");
    }

    /// <summary>Names of past and present, key and value of each layer in turn.</summary>
    public (List<string> Past, List<string> Present) KeysAndValues()
    {
        var names = config.Names;
        var (past, present) = (new List<string>(), new List<string>());
        foreach (var layer in Layers(names.PastKeys))
        {
            past.Add(PortNames.OfLayer(names.PastKeys, layer));
            past.Add(PortNames.OfLayer(names.PastValues, layer));
            present.Add(PortNames.OfLayer(names.PresentKeys, layer));
            present.Add(PortNames.OfLayer(names.PresentValues, layer));
        }

        if (past.FirstOrDefault(name => !inputs.ContainsKey(name)) is { } missing)
            throw Missing("input", missing);
        return (past, present);
    }

    public void RefuseUnknown(HashSet<string> known)
    {
        if (inputs.Keys.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
            throw Fault($"the model has an input \"{unknown}\" that the decoder does not know.");
    }

    /// <summary>
    /// Layers that keep keys: those that the configuration counts, else those that the inputs have. Some share the keys of
    /// others and have none.
    /// </summary>
    private List<int> Layers(string pattern)
    {
        var parts = pattern.Split("%d");
        if (parts.Length != 2)
            throw config.File.Fault($"\"{pattern}\" does not say where the number of a layer stands.");
        var form = new Regex($"^{Regex.Escape(parts[0])}([0-9]{{1,6}}){Regex.Escape(parts[1])}$", RegexOptions.CultureInvariant);
        var found = inputs.Keys.Select(name => form.Match(name)).Where(match => match.Success)
            .Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).Order().ToList();
        if (config.Layers is not { } said)
            return found.Count > 0 ? found : throw Fault($"the model has no inputs like \"{pattern}\"; it was exported without a cache of keys and values (use_cache).");
        // As many as are said, though there may be more: those are then inputs that nobody knows.
        return [.. Enumerable.Range(0, Math.Min(said, inputs.Count + 1))];
    }

    private ModelLoadException Missing(string kind, string name) =>
        Fault($"the model has no {kind} \"{name}\", which {Path.GetFileName(config.File.Path)} names or implies.");
}
