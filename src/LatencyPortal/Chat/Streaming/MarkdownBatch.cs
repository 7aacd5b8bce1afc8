using System.Text.Json.Serialization;

namespace LatencyPortal.Chat.Streaming;

/// <summary>Changes of a message's body in the browser, as <see cref="BatchWriter"/> wrote them.</summary>
/// <param name="Json">An array of changes in UTF-8.</param>
[JsonConverter(typeof(MarkdownBatchConverter))]
internal readonly record struct MarkdownBatch(ReadOnlyMemory<byte> Json)
{
    /// <summary>No change.</summary>
    public bool IsEmpty => Json.Length <= 2;
}
