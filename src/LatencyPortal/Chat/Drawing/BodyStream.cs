using LatencyPortal.Chat.Streaming;
using LatencyPortal.Controls.Markdown;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace LatencyPortal.Chat.Drawing;

/// <summary>
/// Fills one element in the browser with Markdown that is still arriving. One call is in flight at a time and returns when the browser
/// has painted, so that a slow browser gets fewer and larger changes.
/// </summary>
/// <param name="module">The page's module.</param>
/// <param name="element">The element.</param>
/// <param name="connection">The connection of the circuit.</param>
/// <param name="time">The clock.</param>
internal sealed class BodyStream(IJSObjectReference module, ElementReference element, CircuitConnection connection, TimeProvider time)
{
    private readonly MarkdownStream _markdown = new();
    private int _sequence;

    public int Length => _markdown.Length;

    public string Text => _markdown.Text;

    /// <summary>The blocks that will not change any more.</summary>
    public IReadOnlyList<DomNode> Settled => _markdown.Settled;

    public void Append(string text) => _markdown.Append(text);

    /// <summary>Shows what came since the last call.</summary>
    public Task<FrameTimes?> FlushAsync(CancellationToken cancellationToken) => ApplyAsync(_markdown.Flush(), cancellationToken);

    /// <summary>Shows the rest; nothing comes any more.</summary>
    public Task<FrameTimes?> CompleteAsync(CancellationToken cancellationToken) => ApplyAsync(_markdown.Complete(), cancellationToken);

    private async Task<FrameTimes?> ApplyAsync(MarkdownBatch batch, CancellationToken cancellationToken)
    {
        if (batch.IsEmpty)
            return null;
        // The module knows the number of what it has and applies nothing twice.
        _sequence++;
        var sent = time.GetTimestamp();
        var paintMs = await connection.CallAsync(limit => module.InvokeAsync<double>("apply", limit, element, _sequence, batch), cancellationToken);
        return new FrameTimes(time.GetElapsedTime(sent).TotalMilliseconds, paintMs);
    }
}
