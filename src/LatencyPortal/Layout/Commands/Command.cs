namespace LatencyPortal.Layout.Commands;

/// <summary>Something that can be done by name or by key.</summary>
/// <param name="Name">What it does, as a reader would ask for it.</param>
/// <param name="Keys">Its keys as they are shown; null when it has none.</param>
internal sealed record Command(string Name, string? Keys = null)
{
    /// <summary>The page it leads to.</summary>
    public string? Href { get; init; }

    /// <summary>
    /// What is clicked, or for a text box focused, as a selector; the last match counts. The command is offered where there is one.
    /// </summary>
    public string? Target { get; init; }
}
