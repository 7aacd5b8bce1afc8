namespace LatencyPortal.Decoding.Models.Onnx;

/// <summary>One node while it is read.</summary>
internal sealed class NodeFacts
{
    /// <summary>The rotary table of GroupQueryAttention is the eighth input; nothing behind it matters.</summary>
    private const int MostInputs = 8;

    private readonly List<string> _inputs = [];

    public string Operator { get; set; } = "";

    /// <summary>Its first output.</summary>
    public string? Output { get; set; }

    /// <summary>Attributes that are whole numbers.</summary>
    public Dictionary<string, long> Numbers { get; } = [];

    public string? Input(int index) => index < _inputs.Count && _inputs[index].Length > 0 ? _inputs[index] : null;

    public void AddInput(string name)
    {
        if (_inputs.Count < MostInputs)
            _inputs.Add(name);
    }
}
