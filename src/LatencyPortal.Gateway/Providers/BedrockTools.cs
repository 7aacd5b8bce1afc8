using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Providers;

/// <summary>The tools of a call in Bedrock's words.</summary>
internal static class BedrockTools
{
    public static JsonObject? Make(EndpointRequest request, BedrockCachePoints points, EndpointErrors errors)
    {
        var options = request.Options;
        if (options.Tools is not { Count: > 0 } tools || options.ToolMode is NoneChatToolMode)
            return Known(request);
        JsonArray specs = [.. tools.Select(tool => tool is AIFunctionDeclaration function
            ? Spec(function.Name, function.Description, WireJson.ToNode(function.JsonSchema))
            : throw errors.CannotSend(tool))];
        if (points.BehindTools)
            specs.Add(BedrockCachePoints.Block(points.ToolsLifetime));
        var config = new JsonObject { ["tools"] = specs };
        WireJson.Set(config, "toolChoice", options.ToolMode switch
        {
            RequiredChatToolMode { RequiredFunctionName: { } name } => new JsonObject { ["tool"] = new JsonObject { ["name"] = name } },
            RequiredChatToolMode => new JsonObject { ["any"] = new JsonObject() },
            _ => null,
        });
        return config;
    }

    /// <summary>A conversation in which tools were called is refused without any; then those that were called are declared by their names.</summary>
    private static JsonObject? Known(EndpointRequest request)
    {
        var names = request.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>()
            .Select(call => call.Name).Distinct(StringComparer.Ordinal).ToList();
        return names.Count == 0 ? null : new JsonObject
        {
            ["tools"] = new JsonArray([.. names.Select(name => Spec(name, null, new JsonObject { ["type"] = "object" }))]),
        };
    }

    private static JsonObject Spec(string name, string? description, JsonNode? schema)
    {
        var spec = new JsonObject { ["name"] = name };
        if (!string.IsNullOrWhiteSpace(description))
            spec["description"] = description;
        spec["inputSchema"] = new JsonObject { ["json"] = schema };
        return new JsonObject { ["toolSpec"] = spec };
    }
}
