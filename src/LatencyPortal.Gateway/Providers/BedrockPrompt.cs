using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Providers;

/// <summary>Puts a call into the words of Bedrock's Converse API.</summary>
internal static class BedrockPrompt
{
    /// <summary>What a tool returned that returned nothing: neither a blank text nor no content at all is taken.</summary>
    private const string NoResult = "(empty)";

    public static JsonObject Make(EndpointRequest request, EndpointErrors errors)
    {
        var points = BedrockCachePoints.Of(request);
        var body = new JsonObject { ["messages"] = Messages(request, points, errors) };
        if (System(request, points) is { Count: > 0 } system)
            body["system"] = system;
        WireJson.Set(body, "toolConfig", BedrockTools.Make(request, points, errors));
        BedrockSettings.Add(body, request);
        // Sampling from the likeliest tokens has no place of its own; the settings have put it where the model looks for it.
        WireJson.Merge(body, request.Fields.Where(field => field.Key != BedrockSettings.TopKField).ToDictionary(StringComparer.Ordinal));
        return body;
    }

    public static bool IsSystem(ChatMessage message) => message.Role.Value is "system" or "developer";

    /// <summary>Whether it is a text that can be sent: the API refuses one that is empty or blank.</summary>
    public static bool IsText(AIContent content) => content is TextContent { Text: var text } && !string.IsNullOrWhiteSpace(text);

    private static JsonArray System(EndpointRequest request, BedrockCachePoints points)
    {
        var system = new JsonArray();
        if (!string.IsNullOrWhiteSpace(request.Options.Instructions))
        {
            system.Add(Text(request.Options.Instructions));
            if (points.BehindInstructions)
                system.Add(BedrockCachePoints.Block());
        }

        foreach (var content in request.Messages.Where(IsSystem).SelectMany(message => message.Contents).Where(IsText))
        {
            system.Add(Text(((TextContent)content).Text));
            if (points.Behind(content) is { } point)
                system.Add(point);
        }

        return system;
    }

    /// <summary>Messages of one role that follow each other become one: the two roles take turns, and the results of parallel calls belong together.</summary>
    private static JsonArray Messages(EndpointRequest request, BedrockCachePoints points, EndpointErrors errors)
    {
        var messages = new JsonArray();
        string? lastRole = null;
        JsonArray content = [];
        foreach (var message in request.Messages.Where(message => !IsSystem(message)))
        {
            var role = message.Role == ChatRole.Assistant ? "assistant" : "user";
            foreach (var block in Blocks(message, points, errors))
            {
                if (role != lastRole)
                {
                    content = [];
                    messages.Add(new JsonObject { ["role"] = role, ["content"] = content });
                    lastRole = role;
                }

                content.Add(block);
            }
        }

        return messages;
    }

    private static IEnumerable<JsonObject> Blocks(ChatMessage message, BedrockCachePoints points, EndpointErrors errors)
    {
        foreach (var content in message.Contents)
        {
            if ((content is TextReasoningContent reasoning ? BedrockThought.Write(reasoning) : BlockOf(content, errors)) is not { } block)
                continue;
            yield return block;
            if (points.Behind(content) is { } point)
                yield return point;
        }
    }

    private static JsonObject? BlockOf(AIContent content, EndpointErrors errors) => content switch
    {
        TextContent text => IsText(text) ? Text(text.Text) : null,
        DataContent data => new JsonObject
        {
            ["image"] = new JsonObject
            {
                ["format"] = FormatOf(data) ?? throw errors.CannotSend(data),
                ["source"] = new JsonObject { ["bytes"] = data.Base64Data.ToString() },
            },
        },
        FunctionCallContent call => new JsonObject
        {
            ["toolUse"] = new JsonObject { ["toolUseId"] = call.CallId, ["name"] = call.Name, ["input"] = WireJson.ToObject(call.Arguments) },
        },
        FunctionResultContent result => new JsonObject { ["toolResult"] = ResultOf(result) },
        _ => throw errors.CannotSend(content),
    };

    private static JsonObject ResultOf(FunctionResultContent result)
    {
        var text = WireJson.ResultText(result);
        var json = new JsonObject
        {
            ["toolUseId"] = result.CallId,
            ["content"] = new JsonArray(Text(string.IsNullOrWhiteSpace(text) ? NoResult : text)),
        };
        // Success goes without saying, and not every model knows the word.
        if (result.Exception is not null)
            json["status"] = "error";
        return json;
    }

    private static string? FormatOf(DataContent data) => data.MediaType switch
    {
        "image/png" => "png",
        "image/jpeg" or "image/jpg" => "jpeg",
        "image/gif" => "gif",
        "image/webp" => "webp",
        _ => null,
    };

    private static JsonObject Text(string text) => new() { ["text"] = text };
}
