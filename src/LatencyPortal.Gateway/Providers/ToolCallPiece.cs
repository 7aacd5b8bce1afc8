namespace LatencyPortal.Gateway.Providers;

/// <summary>
/// Marks an update, as its raw representation, that brought a piece of a tool call which is not whole yet: a token for
/// the clock, but no content.
/// </summary>
internal sealed class ToolCallPiece
{
    private ToolCallPiece()
    {
    }

    public static ToolCallPiece Instance { get; } = new();
}
