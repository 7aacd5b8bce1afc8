namespace LatencyPortal.Decoding.Models.Configs;

/// <summary>What a configuration calls the inputs and outputs; <c>%d</c> stands for the layer. The defaults are those of both layouts.</summary>
internal sealed record PortNames
{
    public string InputIds { get; init; } = "input_ids";

    public string AttentionMask { get; init; } = "attention_mask";

    public string PositionIds { get; init; } = "position_ids";

    public string Logits { get; init; } = "logits";

    public string PastKeys { get; init; } = "past_key_values.%d.key";

    public string PastValues { get; init; } = "past_key_values.%d.value";

    public string PresentKeys { get; init; } = "present.%d.key";

    public string PresentValues { get; init; } = "present.%d.value";

    public static string OfLayer(string pattern, int layer) => pattern.Replace("%d", layer.ToString(), StringComparison.Ordinal);
}
