using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Providers;

/// <summary>Puts a call into Gemini's words.</summary>
internal static class GeminiPrompt
{
    /// <summary>
    /// From the third generation on a call that is sent back without its signature is refused. Whoever lost it, as clients of
    /// OpenAI's format do, says this instead (ai.google.dev/gemini-api/docs/thought-signatures, read 2026-11).
    /// </summary>
    private const string NoSignature = "skip_thought_signature_validator";

    public static JsonObject Make(EndpointRequest request, EndpointErrors errors)
    {
        var options = request.Options;
        var system = new JsonArray();
        if (options.Instructions is { Length: > 0 } instructions)
            system.Add(Text(instructions));
        var body = new JsonObject { ["contents"] = Contents(request, system, errors) };
        if (system.Count > 0)
            body["systemInstruction"] = new JsonObject { ["parts"] = system };
        if (options.Tools is { Count: > 0 } tools)
            AddTools(body, tools, options.ToolMode, errors);
        if (Configuration(options) is { Count: > 0 } configuration)
            body["generationConfig"] = configuration;
        WireJson.Merge(body, request.Fields);
        return body;
    }

    /// <summary>Messages of one role that follow each other become one: Gemini wants the results of parallel calls together.</summary>
    private static JsonArray Contents(EndpointRequest request, JsonArray system, EndpointErrors errors)
    {
        var messages = request.Messages;
        var wantsSignatures = !IsOfSecondGeneration(request.Options.ModelId);
        var contents = new JsonArray();
        var names = messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>()
            .GroupBy(call => call.CallId, StringComparer.Ordinal).ToDictionary(calls => calls.Key, calls => calls.Last().Name, StringComparer.Ordinal);
        string? lastRole = null;
        JsonArray parts = [];
        foreach (var message in messages)
        {
            if (message.Role.Value is "system" or "developer")
            {
                foreach (var text in message.Contents.OfType<TextContent>())
                    system.Add(Text(text.Text));
                continue;
            }

            var role = message.Role == ChatRole.Assistant ? "model" : "user";
            if (role != lastRole)
            {
                parts = [];
                contents.Add(new JsonObject { ["role"] = role, ["parts"] = parts });
                lastRole = role;
            }

            AddParts(parts, message, names, errors);
            // Of parallel calls only the first is signed.
            if (wantsSignatures && parts.FirstOrDefault(part => part!["functionCall"] is not null) is JsonObject call)
                call.TryAdd("thoughtSignature", NoSignature);
        }

        foreach (var empty in contents.Where(content => content!["parts"]!.AsArray().Count == 0).ToList())
            contents.Remove(empty);
        return contents;
    }

    private static void AddParts(JsonArray parts, ChatMessage message, Dictionary<string, string> names, EndpointErrors errors)
    {
        string? signature = null;
        foreach (var content in message.Contents)
        {
            switch (content)
            {
                case TextReasoningContent reasoning:
                    // Thoughts are not sent back, their signature is, with the part that follows.
                    signature = reasoning.ProtectedData ?? signature;
                    continue;
                case TextContent { Text.Length: 0 }:
                    continue;
                case TextContent text:
                    parts.Add(Text(text.Text));
                    break;
                case DataContent data:
                    parts.Add(new JsonObject { ["inlineData"] = new JsonObject { ["mimeType"] = data.MediaType, ["data"] = data.Base64Data.ToString() } });
                    break;
                case UriContent uri:
                    parts.Add(new JsonObject { ["fileData"] = new JsonObject { ["mimeType"] = uri.MediaType, ["fileUri"] = uri.Uri.AbsoluteUri } });
                    break;
                case FunctionCallContent call:
                    parts.Add(new JsonObject { ["functionCall"] = new JsonObject { ["id"] = call.CallId, ["name"] = call.Name, ["args"] = WireJson.ToObject(call.Arguments) } });
                    break;
                case FunctionResultContent result:
                    parts.Add(new JsonObject
                    {
                        ["functionResponse"] = new JsonObject
                        {
                            ["id"] = result.CallId,
                            ["name"] = names.GetValueOrDefault(result.CallId, result.CallId),
                            ["response"] = result.Result is not string && WireJson.ToNode(result.Result) is JsonObject whole
                                ? whole
                                : new JsonObject { ["result"] = WireJson.ResultText(result) },
                        },
                    });
                    break;
                default:
                    throw errors.CannotSend(content);
            }

            if (signature is not null)
                parts[^1]!["thoughtSignature"] = signature;
            signature = null;
        }
    }

    private static void AddTools(JsonObject body, IList<AITool> tools, ChatToolMode? mode, EndpointErrors errors)
    {
        var functions = new JsonArray();
        foreach (var tool in tools)
        {
            if (tool is not AIFunctionDeclaration function)
                throw errors.CannotSend(tool);
            functions.Add(new JsonObject { ["name"] = function.Name, ["description"] = function.Description, ["parametersJsonSchema"] = WireJson.ToNode(function.JsonSchema) });
        }

        body["tools"] = new JsonArray(new JsonObject { ["functionDeclarations"] = functions });
        JsonObject? calling = mode switch
        {
            RequiredChatToolMode { RequiredFunctionName: { } name } => new() { ["mode"] = "ANY", ["allowedFunctionNames"] = new JsonArray(name) },
            RequiredChatToolMode => new() { ["mode"] = "ANY" },
            NoneChatToolMode => new() { ["mode"] = "NONE" },
            _ => null,
        };
        if (calling is not null)
            body["toolConfig"] = new JsonObject { ["functionCallingConfig"] = calling };
    }

    private static JsonObject Configuration(ChatOptions options)
    {
        var configuration = new JsonObject();
        WireJson.Set(configuration, "temperature", options.Temperature);
        WireJson.Set(configuration, "topP", options.TopP);
        WireJson.Set(configuration, "topK", options.TopK);
        WireJson.Set(configuration, "maxOutputTokens", options.MaxOutputTokens);
        WireJson.Set(configuration, "seed", options.Seed);
        WireJson.Set(configuration, "presencePenalty", options.PresencePenalty);
        WireJson.Set(configuration, "frequencyPenalty", options.FrequencyPenalty);
        if (options.StopSequences is { Count: > 0 } stop)
            configuration["stopSequences"] = new JsonArray([.. stop.Select(sequence => JsonValue.Create(sequence))]);
        if (options.ResponseFormat is ChatResponseFormatJson format)
        {
            configuration["responseMimeType"] = "application/json";
            if (format.Schema is { } schema)
                configuration["responseJsonSchema"] = WireJson.ToNode(schema);
        }

        if (options.Reasoning is { } reasoning)
            configuration["thinkingConfig"] = Thinking(reasoning, options.ModelId ?? "");
        return configuration;
    }

    /// <summary>Models of the second generation take a budget in tokens, later ones a level.</summary>
    private static JsonObject Thinking(ReasoningOptions reasoning, string model)
    {
        var thinking = new JsonObject { ["includeThoughts"] = reasoning.Output != ReasoningOutput.None && reasoning.Effort != ReasoningEffort.None };
        if (IsOfSecondGeneration(model))
        {
            int? budget = reasoning.Effort switch
            {
                ReasoningEffort.None => 0,
                ReasoningEffort.Low => 1024,
                ReasoningEffort.Medium => 8192,
                ReasoningEffort.High or ReasoningEffort.ExtraHigh => 24_576,
                _ => null,
            };
            WireJson.Set(thinking, "thinkingBudget", budget);
        }
        else
        {
            WireJson.Set(thinking, "thinkingLevel", reasoning.Effort switch
            {
                ReasoningEffort.None => "minimal",
                ReasoningEffort.Low => "low",
                ReasoningEffort.Medium => "medium",
                ReasoningEffort.High or ReasoningEffort.ExtraHigh => "high",
                _ => null,
            });
        }

        return thinking;
    }

    private static bool IsOfSecondGeneration(string? model) => model?.Contains("gemini-2", StringComparison.OrdinalIgnoreCase) == true;

    private static JsonObject Text(string text) => new() { ["text"] = text };
}
