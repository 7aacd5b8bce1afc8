using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LatencyPortal.Gateway.Providers;

/// <summary>
/// What prompts of one kind begin with at Gemini: the fields that a request leaves out when it names a cache, because the API
/// refuses them beside the name.
/// </summary>
/// <param name="Model">Path of the model, as objects name it.</param>
/// <param name="Key">Hash of the model and the fields. It stands in the object's name for display, so that a restarted portal and other replicas find it.</param>
/// <param name="Json">The fields as one JSON object.</param>
internal sealed record GeminiHeld(string Model, string Key, ReadOnlyMemory<byte> Json)
{
    private const string Name = "cachedContent";
    private const int KeyLength = 32;

    private static readonly string[] Fields = ["systemInstruction", "tools", "toolConfig"];

    /// <summary>Fields that a caller wrote by himself and that do not go together with a name of ours.</summary>
    private static readonly string[] Foreign = [Name, "cached_content", "system_instruction", "tool_config"];

    /// <summary>Takes the held part from the body of a request; <see langword="null"/> when there is nothing to hold.</summary>
    public static GeminiHeld? Of(string model, JsonObject body)
    {
        if (Foreign.Any(body.ContainsKey) || (body["systemInstruction"] is null && body["tools"] is null))
            return null;
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            // Our order, whatever order the caller's own fields had. Inside nothing is sorted: models answer in the order of a schema.
            writer.WriteStartObject();
            foreach (var field in Fields)
            {
                if (body[field] is not { } value)
                    continue;
                writer.WritePropertyName(field);
                value.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(model + "\n"));
        hash.AppendData(bytes.WrittenSpan);
        return new GeminiHeld(model, Convert.ToHexStringLower(hash.GetHashAndReset())[..KeyLength], bytes.WrittenMemory);
    }

    /// <summary>The request with the name of an object in place of what it holds.</summary>
    public static JsonObject Replace(JsonObject body, string name)
    {
        var named = new JsonObject();
        foreach (var (field, value) in body.Where(field => !Fields.Contains(field.Key)))
            named[field] = value?.DeepClone();
        named[Name] = name;
        return named;
    }

    /// <summary>A record would print the prompt.</summary>
    public override string ToString() => $"{Model}/{Key}";
}
