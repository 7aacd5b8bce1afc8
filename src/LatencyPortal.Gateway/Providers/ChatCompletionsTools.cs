using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Providers;

/// <summary>Writes the tools of a request and the choice among them in the form of Chat Completions.</summary>
internal static class ChatCompletionsTools
{
    public static void Write(Utf8JsonWriter json, EndpointRequest request, EndpointErrors errors)
    {
        var options = request.Options;
        if (options.Tools is not { Count: > 0 } tools)
            return;
        json.WritePropertyName("tools"u8);
        if (request.ToolsAsWritten is { } written)
            json.WriteRawValue(JsonMarshal.GetRawUtf8Value(written), skipInputValidation: true);
        else
            WriteTools(json, tools, errors);
        WriteChoice(json, options.ToolMode);
        if (options.AllowMultipleToolCalls is { } parallel)
            json.WriteBoolean("parallel_tool_calls"u8, parallel);
    }

    private static void WriteTools(Utf8JsonWriter json, IList<AITool> tools, EndpointErrors errors)
    {
        json.WriteStartArray();
        foreach (var tool in tools)
        {
            if (tool is not AIFunctionDeclaration function)
                throw errors.CannotSend(tool);
            json.WriteStartObject();
            json.WriteString("type"u8, "function"u8);
            json.WriteStartObject("function"u8);
            json.WriteString("name"u8, function.Name);
            if (function.Description is { Length: > 0 } description)
                json.WriteString("description"u8, description);
            json.WritePropertyName("parameters"u8);
            function.JsonSchema.WriteTo(json);
            if (function.AdditionalProperties.TryGetValue("strict", out var strict) && strict is bool isStrict)
                json.WriteBoolean("strict"u8, isStrict);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteChoice(Utf8JsonWriter json, ChatToolMode? mode)
    {
        switch (mode)
        {
            case RequiredChatToolMode { RequiredFunctionName: { } name }:
                json.WriteStartObject("tool_choice"u8);
                json.WriteString("type"u8, "function"u8);
                json.WriteStartObject("function"u8);
                json.WriteString("name"u8, name);
                json.WriteEndObject();
                json.WriteEndObject();
                break;
            case RequiredChatToolMode:
                json.WriteString("tool_choice"u8, "required"u8);
                break;
            case NoneChatToolMode:
                json.WriteString("tool_choice"u8, "none"u8);
                break;
            case AutoChatToolMode:
                json.WriteString("tool_choice"u8, "auto"u8);
                break;
        }
    }
}
