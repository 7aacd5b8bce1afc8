using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Providers;

/// <summary>Puts a call into Ollama's words.</summary>
internal static class OllamaPrompt
{
    public static JsonObject Make(EndpointRequest request, EndpointErrors errors)
    {
        var options = request.Options;
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var messages = new JsonArray();
        if (options.Instructions is { Length: > 0 } instructions)
            messages.Add(new JsonObject { ["role"] = "system", ["content"] = instructions });
        foreach (var message in request.Messages)
            Add(messages, message, names, errors);
        var body = new JsonObject { ["model"] = options.ModelId, ["messages"] = messages, ["stream"] = true };
        if (options.Tools is { Count: > 0 } tools && options.ToolMode is not NoneChatToolMode)
            body["tools"] = new JsonArray([.. tools.Select(tool => Tool(tool, errors))]);
        if (options.ResponseFormat is ChatResponseFormatJson format)
            body["format"] = format.Schema is { } schema ? WireJson.ToNode(schema) : "json";
        if (options.Reasoning?.Effort is { } effort)
            body["think"] = Thinking(effort, options.ModelId ?? "");
        if (Settings(options) is { Count: > 0 } settings)
            body["options"] = settings;
        WireJson.Merge(body, request.Fields);
        return body;
    }

    private static void Add(JsonArray messages, ChatMessage message, Dictionary<string, string> names, EndpointErrors errors)
    {
        var role = message.Role.Value == "developer" ? "system" : message.Role.Value;
        var (text, thinking) = ("", "");
        JsonArray images = [], calls = [];
        foreach (var content in message.Contents)
        {
            switch (content)
            {
                case TextReasoningContent reasoning:
                    thinking += reasoning.Text;
                    break;
                case TextContent piece:
                    text += piece.Text;
                    break;
                case DataContent data when data.HasTopLevelMediaType("image"):
                    images.Add(data.Base64Data.ToString());
                    break;
                case FunctionCallContent call:
                    names[call.CallId] = call.Name;
                    calls.Add(new JsonObject
                    {
                        ["id"] = call.CallId,
                        ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = WireJson.ToObject(call.Arguments) },
                    });
                    break;
                case FunctionResultContent result:
                    // Each result is a message of its own.
                    messages.Add(new JsonObject
                    {
                        ["role"] = "tool",
                        ["content"] = WireJson.ResultText(result),
                        ["tool_name"] = names.GetValueOrDefault(result.CallId, result.CallId),
                        ["tool_call_id"] = result.CallId,
                    });
                    break;
                default:
                    throw errors.CannotSend(content);
            }
        }

        if (text.Length + thinking.Length + images.Count + calls.Count == 0)
            return;
        var json = new JsonObject { ["role"] = role, ["content"] = text };
        if (thinking.Length > 0)
            json["thinking"] = thinking;
        if (images.Count > 0)
            json["images"] = images;
        if (calls.Count > 0)
            json["tool_calls"] = calls;
        messages.Add(json);
    }

    private static JsonObject Tool(AITool tool, EndpointErrors errors) => tool is AIFunctionDeclaration function
        ? new JsonObject
        {
            ["type"] = "function",
            ["function"] = new JsonObject { ["name"] = function.Name, ["description"] = function.Description, ["parameters"] = WireJson.ToNode(function.JsonSchema) },
        }
        : throw errors.CannotSend(tool);

    /// <summary>Only gpt-oss knows degrees; all others think or do not.</summary>
    private static JsonNode Thinking(ReasoningEffort effort, string model) => effort switch
    {
        ReasoningEffort.None => false,
        _ when !model.Contains("gpt-oss", StringComparison.OrdinalIgnoreCase) => true,
        ReasoningEffort.Low => "low",
        ReasoningEffort.Medium => "medium",
        _ => "high",
    };

    private static JsonObject Settings(ChatOptions options)
    {
        var settings = new JsonObject();
        WireJson.Set(settings, "num_predict", options.MaxOutputTokens);
        WireJson.Set(settings, "temperature", options.Temperature);
        WireJson.Set(settings, "top_p", options.TopP);
        WireJson.Set(settings, "top_k", options.TopK);
        WireJson.Set(settings, "seed", options.Seed);
        WireJson.Set(settings, "presence_penalty", options.PresencePenalty);
        WireJson.Set(settings, "frequency_penalty", options.FrequencyPenalty);
        if (options.StopSequences is { Count: > 0 } stop)
            settings["stop"] = new JsonArray([.. stop.Select(sequence => JsonValue.Create(sequence))]);
        return settings;
    }
}
