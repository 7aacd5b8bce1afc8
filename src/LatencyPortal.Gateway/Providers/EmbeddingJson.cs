using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Providers;

/// <summary>Changes the name of the model in requests for embeddings and their answers, and nothing else.</summary>
internal static class EmbeddingJson
{
    /// <summary>The portal's own fields, which no endpoint knows.</summary>
    private static readonly string[] Own = ["model", "speed"];

    /// <summary>A request under the endpoint's name of the model.</summary>
    public static ReadOnlyMemory<byte> WithModel(JsonElement request, string model)
    {
        // The text of a property is its name and its value as they came, escapes included.
        var kept = request.EnumerateObject().Where(field => !Own.Any(field.NameEquals)).Select(field => field.ToString());
        return Encoding.UTF8.GetBytes($"{{{string.Join(',', kept.Prepend($"\"model\":{JsonSerializer.Serialize(model)}"))}}}");
    }

    /// <summary>An answer under the portal's name of the model, and what it says about its tokens.</summary>
    /// <returns><see langword="null"/> when it is no JSON object.</returns>
    public static (ReadOnlyMemory<byte> Answer, UsageDetails? Usage)? Read(ReadOnlyMemory<byte> answer, string model)
    {
        try
        {
            var reader = new Utf8JsonReader(answer.Span);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return null;
            UsageDetails? usage = null;
            (int Start, int End)? named = null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("model"u8))
                {
                    reader.Read();
                    var start = (int)reader.TokenStartIndex;
                    reader.Skip();
                    named = (start, (int)reader.BytesConsumed);
                }
                else if (reader.ValueTextEquals("usage"u8))
                {
                    reader.Read();
                    usage = UsageOf(JsonElement.ParseValue(ref reader));
                }
                else
                {
                    reader.Skip();
                }
            }

            return (named is { } place ? Replace(answer, place.Start, place.End, model) : answer, usage);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static byte[] Replace(ReadOnlyMemory<byte> answer, int start, int end, string model) =>
        [.. answer.Span[..start], .. JsonSerializer.SerializeToUtf8Bytes(model), .. answer.Span[end..]];

    private static UsageDetails? UsageOf(JsonElement usage) =>
        usage.ValueKind == JsonValueKind.Object && usage.TryGetProperty("prompt_tokens", out var tokens)
        && tokens.ValueKind == JsonValueKind.Number && tokens.TryGetInt64(out var count)
            ? new UsageDetails { InputTokenCount = count }
            : null;
}
