using System.Text.Json;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Api;

/// <summary>Reads the messages of a chat completion request.</summary>
internal static class MessageReader
{
    public static List<ChatMessage> Read(JsonElement root)
    {
        if (root.Field("messages") is not { } messages)
            throw new ApiFaultException(ApiFault.BadRequest("`messages` is missing.", "messages", "missing_required_parameter"));
        if (messages.ValueKind != JsonValueKind.Array)
            throw JsonFields.WrongType("messages", "an array", messages);
        if (messages.GetArrayLength() == 0)
            throw new ApiFaultException(ApiFault.BadRequest("`messages` is empty: at least one message is needed.", "messages", "empty_array"));
        var read = messages.EnumerateArray().Select((message, i) => Message(message, $"messages[{i}]")).ToList();
        if (read.All(message => string.IsNullOrWhiteSpace(message.Text)))
            throw new ApiFaultException(ApiFault.BadRequest("`messages` holds no text.", "messages"));
        return read;
    }

    private static ChatMessage Message(JsonElement message, string param)
    {
        if (message.ValueKind != JsonValueKind.Object)
            throw JsonFields.WrongType(param, "an object", message);
        if (message.Field("role") is not { } role)
            throw Missing($"{param}.role");
        return new ChatMessage(Role(role.Text($"{param}.role"), $"{param}.role"), Content(message, $"{param}.content"));
    }

    /// <summary>Models that know only <c>system</c> get a <c>developer</c> message as such: it has the same standing.</summary>
    private static ChatRole Role(string role, string param) => role switch
    {
        "system" or "developer" => ChatRole.System,
        "user" => ChatRole.User,
        "assistant" => ChatRole.Assistant,
        _ => throw new ApiFaultException(ApiFault.BadRequest(
            $"`{param}` must be system, developer, user or assistant; tools are not offered.", param, "invalid_value")),
    };

    private static string Content(JsonElement message, string param)
    {
        if (message.Field("content") is not { } content)
            throw Missing(param);
        return content.ValueKind switch
        {
            JsonValueKind.String => content.Text(param),
            JsonValueKind.Array => string.Concat(content.EnumerateArray().Select((part, i) => Part(part, $"{param}[{i}]"))),
            _ => throw JsonFields.WrongType(param, "a string or an array of text parts", content),
        };
    }

    private static string Part(JsonElement part, string param)
    {
        if (part.ValueKind != JsonValueKind.Object)
            throw JsonFields.WrongType(param, "an object", part);
        if (part.Field("type")?.Text($"{param}.type") != "text")
            throw new ApiFaultException(ApiFault.BadRequest($"`{param}.type` must be text: images, audio and files are not offered.", $"{param}.type", "invalid_value"));
        return part.Field("text") is { } text ? text.Text($"{param}.text") : throw Missing($"{param}.text");
    }

    private static ApiFaultException Missing(string param) =>
        new(ApiFault.BadRequest($"`{param}` is missing.", param, "missing_required_parameter"));
}
