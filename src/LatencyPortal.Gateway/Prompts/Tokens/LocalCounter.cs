using LatencyPortal.Decoding;

namespace LatencyPortal.Gateway.Prompts.Tokens;

/// <summary>Counts as a model inside the portal reads. The markers of its chat template, some four tokens a message, are not in it.</summary>
/// <param name="model">The model; it must stay loaded meanwhile.</param>
internal sealed class LocalCounter(LocalModel model) : TokenCounter
{
    /// <inheritdoc />
    public override string Name => model.Name;

    /// <inheritdoc />
    public override int[] Count(IReadOnlyList<string> parts) => model.CountParts(parts);
}
