using System.Text.Json;
using System.Text.Json.Serialization;

namespace LatencyPortal.Chat.Hub;

/// <summary>Reads <c>12</c>, <c>{"text": 12, "reasoning": 3, "requestId": "…"}</c> or null, which is the start.</summary>
internal sealed class HubOffsetConverter : JsonConverter<HubOffset>
{
    public override bool HandleNull => true;

    public override HubOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return HubOffset.Start;
        if (reader.TokenType == JsonTokenType.Number)
            return new HubOffset(reader.GetInt32());
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("An offset is a number or an object.");
        var offset = HubOffset.Start;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "text":
                    offset = offset with { Text = reader.GetInt32() };
                    break;
                case "reasoning":
                    offset = offset with { Reasoning = reader.GetInt32() };
                    break;
                case "requestId":
                    offset = offset with { RequestId = reader.TokenType == JsonTokenType.Null ? null : reader.GetGuid() };
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return offset;
    }

    public override void Write(Utf8JsonWriter writer, HubOffset value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteNumber("text", value.Text);
        writer.WriteNumber("reasoning", value.Reasoning);
        if (value.RequestId is { } id)
            writer.WriteString("requestId", id);
        writer.WriteEndObject();
    }
}
