namespace LatencyPortal.Settings;

/// <summary>One row of what is told about a local model.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">How much, or which; <see langword="null"/> when there is no data.</param>
/// <param name="More">What the value is made of; <see langword="null"/> when it says all.</param>
public sealed record LocalModelFigure(string Name, string? Value, string? More = null)
{
    /// <summary>Takes a line of its own, because it says much.</summary>
    public bool IsWide { get; init; }
}
