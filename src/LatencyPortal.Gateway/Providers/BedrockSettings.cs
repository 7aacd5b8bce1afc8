using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Providers;

/// <summary>
/// Sampling, limits, reasoning and the form of the answer in Bedrock's words. What all models share has typed fields; the rest goes through to
/// the model in its maker's words, and a model refuses those of another.
/// </summary>
internal static class BedrockSettings
{
    /// <summary>What callers of Chat Completions say for <see cref="ChatOptions.TopK"/>.</summary>
    public const string TopKField = "top_k";

    /// <summary>Claude thinks with no fewer tokens.</summary>
    private const int LeastBudget = 1024;

    public static void Add(JsonObject body, EndpointRequest request)
    {
        var options = request.Options;
        var more = new JsonObject();
        // Claude refuses thinking together with a tool that must be called.
        var effort = options.ToolMode is RequiredChatToolMode ? null : options.Reasoning?.Effort;
        var thinks = effort is { } asked and not ReasoningEffort.None && AddThinking(more, asked, options);
        var inference = new JsonObject();
        // Who thinks samples in its own way, and says so with an error.
        if (!thinks)
        {
            WireJson.Set(inference, "temperature", options.Temperature);
            WireJson.Set(inference, "topP", options.TopP);
            AddTopK(more, options.ModelId, TopKOf(request));
        }

        WireJson.Set(inference, "maxTokens", options.MaxOutputTokens);
        if (options.StopSequences is { Count: > 0 } stop)
            inference["stopSequences"] = new JsonArray([.. stop.Select(sequence => JsonValue.Create(sequence))]);
        if (inference.Count > 0)
            body["inferenceConfig"] = inference;
        if (more.Count > 0)
            body["additionalModelRequestFields"] = more;
        // A form without a schema has no word here.
        if (options.ResponseFormat is ChatResponseFormatJson { Schema: { } schema } format)
            body["outputConfig"] = Output(format, schema);
    }

    private static int? TopKOf(EndpointRequest request) =>
        request.Options.TopK ?? (request.Fields.TryGetValue(TopKField, out var field) && field.ValueKind == JsonValueKind.Number && field.TryGetInt32(out var number) ? number : null);

    private static void AddTopK(JsonObject more, string? model, int? topK)
    {
        if (topK is null)
            return;
        if (BedrockModel.IsNova(model))
            more["inferenceConfig"] = new JsonObject { ["topK"] = topK };
        else if (BedrockModel.IsClaude(model) || BedrockModel.IsMistral(model))
            more["top_k"] = topK;
    }

    /// <summary>Asks a model that can think to do so.</summary>
    /// <returns>False for one that cannot.</returns>
    private static bool AddThinking(JsonObject more, ReasoningEffort effort, ChatOptions options)
    {
        var model = options.ModelId;
        var degree = effort switch
        {
            ReasoningEffort.Low => "low",
            ReasoningEffort.Medium => "medium",
            _ => "high",
        };
        if (BedrockModel.ThinksByBudget(model))
        {
            // Thoughts are part of the limit.
            var budget = Math.Min(degree switch { "low" => LeastBudget, "medium" => 8192, _ => 24_576 }, (options.MaxOutputTokens ?? int.MaxValue) - 1);
            if (budget < LeastBudget)
                return false;
            more["thinking"] = new JsonObject { ["type"] = "enabled", ["budget_tokens"] = budget };
            return true;
        }

        if (BedrockModel.ThinksByEffort(model))
        {
            more["thinking"] = new JsonObject { ["type"] = "adaptive" };
            more["output_config"] = new JsonObject { ["effort"] = effort == ReasoningEffort.ExtraHigh ? "max" : degree };
            return true;
        }

        if (BedrockModel.IsThinkingNova(model))
        {
            // Its highest degree takes no limit on tokens.
            more["reasoningConfig"] = new JsonObject
            {
                ["type"] = "enabled",
                ["maxReasoningEffort"] = degree == "high" && options.MaxOutputTokens is not null ? "medium" : degree,
            };
            return true;
        }

        // It always thinks, and samples as it is told.
        if (BedrockModel.IsGptOss(model))
            more["reasoning_effort"] = degree;
        return false;
    }

    private static JsonObject Output(ChatResponseFormatJson format, JsonElement schema)
    {
        var definition = new JsonObject { ["schema"] = schema.GetRawText() };
        WireJson.Set(definition, "name", format.SchemaName);
        WireJson.Set(definition, "description", format.SchemaDescription);
        return new JsonObject
        {
            ["textFormat"] = new JsonObject { ["type"] = "json_schema", ["structure"] = new JsonObject { ["jsonSchema"] = definition } },
        };
    }
}
