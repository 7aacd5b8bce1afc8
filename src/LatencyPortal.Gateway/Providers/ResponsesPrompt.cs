using System.Text.Json.Nodes;
using LatencyPortal.Gateway.Prompts.Composition;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Providers;

/// <summary>Puts a call into the words of the Responses API.</summary>
internal static class ResponsesPrompt
{
    public static JsonObject Make(EndpointRequest request, EndpointErrors errors)
    {
        var options = request.Options;
        var input = new JsonArray();
        foreach (var message in request.Messages)
            Add(input, message, errors);
        var body = new JsonObject { ["model"] = options.ModelId, ["input"] = input, ["stream"] = true, ["store"] = false };
        WireJson.Set(body, "instructions", options.Instructions);
        WireJson.Set(body, "max_output_tokens", options.MaxOutputTokens);
        WireJson.Set(body, "temperature", options.Temperature);
        WireJson.Set(body, "top_p", options.TopP);
        WireJson.Set(body, "parallel_tool_calls", options.AllowMultipleToolCalls);
        if (options.Tools is { Count: > 0 } tools)
        {
            body["tools"] = new JsonArray([.. tools.Select(tool => Tool(tool, errors))]);
            WireJson.Set(body, "tool_choice", Choice(options.ToolMode));
        }

        if (options.ResponseFormat is ChatResponseFormatJson format)
            body["text"] = new JsonObject { ["format"] = Format(format, request.Extras?.StrictSchema) };
        if (options.Reasoning is { } reasoning)
            body["reasoning"] = Reasoning(reasoning);
        WireJson.Merge(body, request.Fields);
        return body;
    }

    private static void Add(JsonArray input, ChatMessage message, EndpointErrors errors)
    {
        var ofModel = message.Role == ChatRole.Assistant;
        JsonArray parts = [];
        foreach (var content in message.Contents)
        {
            switch (content)
            {
                case TextReasoningContent or TextContent { Text.Length: 0 }:
                    break;
                case TextContent text:
                    var part = new JsonObject { ["type"] = ofModel ? "output_text" : "input_text", ["text"] = text.Text };
                    // Marks belong to what is asked; answers that are sent back take none.
                    if (!ofModel && CacheMark.Of(text) is { } mark)
                        part[mark.Field] = JsonNode.Parse(mark.Json);
                    parts.Add(part);
                    break;
                case DataContent data when data.HasTopLevelMediaType("image"):
                    parts.Add(Image(data, data.Uri));
                    break;
                case UriContent uri when uri.HasTopLevelMediaType("image"):
                    parts.Add(Image(uri, uri.Uri.AbsoluteUri));
                    break;
                case DataContent { MediaType: "application/pdf" } data:
                    parts.Add(new JsonObject { ["type"] = "input_file", ["filename"] = data.Name ?? "document.pdf", ["file_data"] = data.Uri });
                    break;
                case FunctionCallContent call:
                    Flush();
                    input.Add(new JsonObject
                    {
                        ["type"] = "function_call",
                        ["call_id"] = call.CallId,
                        ["name"] = call.Name,
                        ["arguments"] = WireJson.ToObject(call.Arguments).ToJsonString(),
                    });
                    break;
                case FunctionResultContent result:
                    Flush();
                    input.Add(new JsonObject { ["type"] = "function_call_output", ["call_id"] = result.CallId, ["output"] = WireJson.ResultText(result) });
                    break;
                default:
                    throw errors.CannotSend(content);
            }
        }

        Flush();

        // Calls and results stand beside messages, in their order.
        void Flush()
        {
            if (parts.Count > 0)
                input.Add(new JsonObject { ["type"] = "message", ["role"] = message.Role == ChatRole.Tool ? "user" : message.Role.Value, ["content"] = parts });
            parts = [];
        }
    }

    private static JsonObject Image(AIContent image, string address)
    {
        var json = new JsonObject { ["type"] = "input_image", ["image_url"] = address };
        if (image.AdditionalProperties?.TryGetValue("detail", out string? detail) == true)
            WireJson.Set(json, "detail", detail);
        return json;
    }

    private static JsonObject Tool(AITool tool, EndpointErrors errors) => tool is AIFunctionDeclaration function
        ? new JsonObject
        {
            ["type"] = "function",
            ["name"] = function.Name,
            ["description"] = function.Description,
            ["parameters"] = WireJson.ToNode(function.JsonSchema),
            // The API makes schemas strict unless told otherwise, and refuses those that are not made for it.
            ["strict"] = function.AdditionalProperties.TryGetValue("strict", out var strict) && strict is true,
        }
        : throw errors.CannotSend(tool);

    private static JsonNode? Choice(ChatToolMode? mode) => mode switch
    {
        RequiredChatToolMode { RequiredFunctionName: { } name } => new JsonObject { ["type"] = "function", ["name"] = name },
        RequiredChatToolMode => "required",
        NoneChatToolMode => "none",
        _ => null,
    };

    private static JsonObject Format(ChatResponseFormatJson format, bool? strict)
    {
        if (format.Schema is not { } schema)
            return new JsonObject { ["type"] = "json_object" };
        var json = new JsonObject { ["type"] = "json_schema", ["name"] = format.SchemaName ?? "answer", ["schema"] = WireJson.ToNode(schema) };
        WireJson.Set(json, "description", format.SchemaDescription);
        WireJson.Set(json, "strict", strict);
        return json;
    }

    private static JsonObject Reasoning(ReasoningOptions reasoning)
    {
        var json = new JsonObject();
        WireJson.Set(json, "effort", reasoning.Effort switch
        {
            ReasoningEffort.None => "none",
            ReasoningEffort.Low => "low",
            ReasoningEffort.Medium => "medium",
            ReasoningEffort.High => "high",
            ReasoningEffort.ExtraHigh => "xhigh",
            _ => null,
        });
        WireJson.Set(json, "summary", reasoning.Output switch
        {
            ReasoningOutput.Summary => "auto",
            ReasoningOutput.Full => "detailed",
            _ => null,
        });
        return json;
    }
}
