using System.Text.Json.Nodes;
using LatencyPortal.Gateway.Prompts.Composition;
using LatencyPortal.Gateway.Prompts.Replay;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Providers;

/// <summary>
/// Where Bedrock's cache is told to end an entry: behind the texts that carry a mark, or, when none does and the call asks for it, behind
/// what stays the same for all conversations and all of this one so far, as with Anthropic.
/// </summary>
internal sealed class BedrockCachePoints
{
    /// <summary>One more and the request is refused.</summary>
    private const int Most = 4;

    private readonly HashSet<AIContent> _behind = new(ReferenceEqualityComparer.Instance);

    private readonly bool _lifetimes;

    private BedrockCachePoints(bool lifetimes) => _lifetimes = lifetimes;

    public bool BehindTools { get; private init; }

    /// <summary>The provider's word for how long the entry behind the tools is kept.</summary>
    public string? ToolsLifetime { get; private init; }

    /// <summary>Whether the instructions of the options are the last system text.</summary>
    public bool BehindInstructions { get; private init; }

    public static BedrockCachePoints Of(EndpointRequest request)
    {
        var model = request.Options.ModelId;
        var takes = BedrockModel.TakesCachePoints(model);
        // A mark is a wish to pay less; a model that takes none must not refuse the call for it, as when it answers in another's place.
        if (!takes && !BedrockModel.IsUnnamed(model))
            return With([]);
        var plan = request.Extras?.CachePlan;
        var tools = BedrockModel.TakesEveryCachePoint(model) ? plan?.Markers.FirstOrDefault(marker => marker.Place == OutlinePlace.Tools) : null;
        // The newest are kept, which the next turn begins with.
        var marked = request.Messages.SelectMany(message => message.Contents).Where(content => content is TextContent && CacheMark.Of(content) is not null)
            .TakeLast(Most - (tools is null ? 0 : 1)).ToList();
        if (marked.Count > 0 || plan is not null)
            return With([.. marked], tools: tools is not null, toolsLifetime: tools?.Lifetime, lifetimes: !BedrockModel.IsNova(model));
        if (request.Extras?.CacheControl != true || !takes)
            return With([]);
        var system = request.Messages.Where(BedrockPrompt.IsSystem).SelectMany(message => message.Contents).LastOrDefault(BedrockPrompt.IsText);
        var question = request.Messages.LastOrDefault(message => message.Role == ChatRole.User && message.Contents is [.., var last] && BedrockPrompt.IsText(last));
        return With(
            [system, question?.Contents[^1]],
            tools: BedrockModel.TakesEveryCachePoint(model),
            instructions: system is null);
    }

    /// <summary>The block that follows a content; <see langword="null"/> for none.</summary>
    public JsonObject? Behind(AIContent content) => _behind.Contains(content) ? Block(_lifetimes ? CacheMark.Of(content)?.Lifetime : null) : null;

    public static JsonObject Block(string? lifetime = null)
    {
        var point = new JsonObject { ["type"] = "default" };
        WireJson.Set(point, "ttl", lifetime);
        return new JsonObject { ["cachePoint"] = point };
    }

    private static BedrockCachePoints With(ReadOnlySpan<AIContent?> contents, bool tools = false, string? toolsLifetime = null, bool instructions = false, bool lifetimes = false)
    {
        var points = new BedrockCachePoints(lifetimes) { BehindTools = tools, ToolsLifetime = toolsLifetime, BehindInstructions = instructions };
        foreach (var content in contents)
        {
            if (content is not null)
                points._behind.Add(content);
        }

        return points;
    }
}
