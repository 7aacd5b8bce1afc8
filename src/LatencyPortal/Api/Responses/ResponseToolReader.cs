using System.Buffers;
using System.Text.Json;
using LatencyPortal.Gateway;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Api.Responses;

/// <summary>Reads <c>tools</c> and <c>tool_choice</c> in the form of the Responses API, where a function's fields stand in the tool itself.</summary>
internal static class ResponseToolReader
{
    private const int MostTools = 128;

    public static void Read(JsonElement root, ModelDescription model, ChatOptions options)
    {
        var tools = Tools(root, model);
        var mode = Choice(root, model, tools);
        var parallel = root.Field("parallel_tool_calls") is null || root.Flag("parallel_tool_calls", "parallel_tool_calls");
        if (tools.Count == 0)
            return;
        options.ToolMode = mode;
        if (!parallel)
            options.AllowMultipleToolCalls = false;
        ToolMessages.Offer(options, tools, ForChat(root.GetProperty("tools")));
    }

    private static List<AIFunctionDeclaration> Tools(JsonElement root, ModelDescription model)
    {
        const string name = "tools";
        if (root.Field(name) is not { } tools)
            return [];
        if (tools.ValueKind != JsonValueKind.Array)
            throw JsonFields.WrongType(name, "an array", tools);
        if (tools.GetArrayLength() > 0)
            LocalRefusal.Tools(model, name);
        if (tools.GetArrayLength() > MostTools)
            throw new ApiFaultException(ApiFault.BadRequest($"`{name}` holds at most {MostTools} tools.", name, "array_above_max_length"));
        return [.. tools.EnumerateArray().Select((tool, i) => Tool(tool, $"{name}[{i}]"))];
    }

    private static AIFunctionDeclaration Tool(JsonElement tool, string param)
    {
        tool.RequireObject(param);
        return tool.Require("type", $"{param}.type").Text($"{param}.type") == "function"
            ? ToolReader.Function(tool, param)
            : throw new ApiFaultException(ApiFault.BadRequest(
                $"`{param}.type` must be function: tools that the provider runs itself are not offered.", $"{param}.type", "unsupported_value"));
    }

    private static ChatToolMode? Choice(JsonElement root, ModelDescription model, List<AIFunctionDeclaration> tools)
    {
        const string param = "tool_choice";
        if (root.Field(param) is not { } choice)
            return null;
        if (choice.ValueKind == JsonValueKind.String)
        {
            var mode = ToolReader.Mode(choice.Text(param));
            if (mode is RequiredChatToolMode)
                ToolReader.RequireTools(model, tools, param);
            return mode;
        }

        choice.RequireObject(param);
        ToolReader.RequireTools(model, tools, param);
        if (choice.Require("type", $"{param}.type").Text($"{param}.type") != "function")
            throw new ApiFaultException(ApiFault.BadRequest($"`{param}.type` must be function.", $"{param}.type", "unsupported_value"));
        return ToolReader.Named(choice.Require("name", $"{param}.name").Text($"{param}.name"), tools, $"{param}.name");
    }

    /// <summary>The same tools as Chat Completions have them; schemas stay as they were written.</summary>
    private static JsonElement ForChat(JsonElement tools)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var tool in tools.EnumerateArray())
            {
                json.WriteStartObject();
                json.WriteString("type", "function");
                json.WriteStartObject("function");
                foreach (var name in (string[])["name", "description", "parameters", "strict"])
                {
                    if (tool.Field(name) is not { } value)
                        continue;
                    json.WritePropertyName(name);
                    json.WriteRawValue(value.GetRawText());
                }

                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return JsonSerializer.Deserialize<JsonElement>(buffer.WrittenSpan);
    }
}
