using System.Text.Json;
using System.Text.Json.Serialization;

namespace LatencyPortal.Chat.Streaming;

/// <summary>Hands the JSON on as it is; the circuit's own encoder would make six bytes of every quotation mark and of every letter outside ASCII.</summary>
internal sealed class MarkdownBatchConverter : JsonConverter<MarkdownBatch>
{
    public override MarkdownBatch Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Batches go to the browser only.");

    public override void Write(Utf8JsonWriter writer, MarkdownBatch value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.Json.Span, skipInputValidation: true);
}
