using System.Text.Json;
using LatencyPortal.Gateway;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Api;

/// <summary>Reads the messages of a chat completion request.</summary>
internal static class MessageReader
{
    public static List<ChatMessage> Read(JsonElement root, ModelDescription model)
    {
        if (root.Field("messages") is not { } messages)
            throw JsonFields.Missing("messages");
        if (messages.ValueKind != JsonValueKind.Array)
            throw JsonFields.WrongType("messages", "an array", messages);
        if (messages.GetArrayLength() == 0)
            throw new ApiFaultException(ApiFault.BadRequest("`messages` is empty: at least one message is needed.", "messages", "empty_array"));
        var read = messages.EnumerateArray().Select((message, i) => Message(message, model, $"messages[{i}]")).ToList();
        if (read.All(IsBlank))
            throw new ApiFaultException(ApiFault.BadRequest("`messages` holds no text.", "messages"));
        return read;
    }

    /// <summary>Whether a message says nothing at all.</summary>
    public static bool IsBlank(ChatMessage message) => message.Contents.All(content => content is TextContent text && string.IsNullOrWhiteSpace(text.Text));

    private static ChatMessage Message(JsonElement message, ModelDescription model, string param)
    {
        message.RequireObject(param);
        var role = message.Require("role", $"{param}.role").Text($"{param}.role");
        switch (role)
        {
            // Models that know only `system` get a `developer` message as such: it has the same standing.
            case "system" or "developer":
                return Named(new ChatMessage(ChatRole.System, ContentReader.Texts(message, $"{param}.content")), message, param);
            case "user":
                return Named(new ChatMessage(ChatRole.User, ContentReader.TextAndImages(message, model, $"{param}.content")), message, param);
            case "assistant":
                return Named(Assistant(message, model, param), message, param);
            case "tool":
                LocalRefusal.Tools(model, $"{param}.role");
                return ToolResult(message, param);
            default:
                throw new ApiFaultException(ApiFault.BadRequest(
                    $"`{param}.role` must be system, developer, user, assistant or tool.", $"{param}.role", "invalid_value"));
        }
    }

    /// <summary>Who speaks, where several do.</summary>
    private static ChatMessage Named(ChatMessage read, JsonElement message, string param)
    {
        read.AuthorName = message.Field("name")?.Text($"{param}.name");
        return read;
    }

    private static ChatMessage Assistant(JsonElement message, ModelDescription model, string param)
    {
        if (message.Field("function_call") is not null)
            throw new ApiFaultException(ApiFault.BadRequest(
                $"`{param}.function_call` is not supported: use `tool_calls`.", $"{param}.function_call", "unsupported_parameter"));
        if (message.Field("tool_calls") is not { } calls)
            return new ChatMessage(ChatRole.Assistant, ContentReader.Texts(message, $"{param}.content"));
        if (calls.ValueKind != JsonValueKind.Array)
            throw JsonFields.WrongType($"{param}.tool_calls", "an array", calls);
        if (calls.GetArrayLength() == 0)
            return new ChatMessage(ChatRole.Assistant, ContentReader.Texts(message, $"{param}.content"));
        LocalRefusal.Tools(model, $"{param}.tool_calls");
        var text = message.Field("content") is null ? null : ContentReader.Text(message, $"{param}.content");
        return ToolMessages.OfCalls(text, [.. calls.EnumerateArray().Select((call, i) => Call(call, i, $"{param}.tool_calls[{i}]"))]);
    }

    private static ToolCallPiece Call(JsonElement call, int index, string param)
    {
        call.RequireObject(param);
        if (call.Field("type")?.Text($"{param}.type") is not (null or "function"))
            throw new ApiFaultException(ApiFault.BadRequest($"`{param}.type` must be function.", $"{param}.type", "unsupported_value"));
        var id = call.Require("id", $"{param}.id").Text($"{param}.id");
        var function = call.Require("function", $"{param}.function");
        function.RequireObject($"{param}.function");
        var name = function.Require("name", $"{param}.function.name").Text($"{param}.function.name");
        var arguments = function.Require("arguments", $"{param}.function.arguments").Text($"{param}.function.arguments");
        return new ToolCallPiece(index, id, name, arguments);
    }

    private static ChatMessage ToolResult(JsonElement message, string param)
    {
        var id = message.Require("tool_call_id", $"{param}.tool_call_id").Text($"{param}.tool_call_id");
        return new ChatMessage(ChatRole.Tool, [new FunctionResultContent(id, ContentReader.Text(message, $"{param}.content"))]);
    }
}
