using System.Text.Json;

namespace LatencyPortal.Testing.Upstream.Wire;

/// <summary>The lists of models of the formats.</summary>
internal static class ModelLists
{
    public static string OpenAI(IReadOnlyList<string> models) => JsonSerializer.Serialize(new
    {
        @object = "list",
        data = models.Select(id => new { id, @object = "model", created = 1_772_000_000, owned_by = "upstream" }),
    });

    public static string Anthropic(IReadOnlyList<string> models) => JsonSerializer.Serialize(new
    {
        data = models.Select(id => new { type = "model", id, display_name = id, created_at = "2026-03-01T00:00:00Z" }),
        has_more = false,
        first_id = models.Count > 0 ? models[0] : null,
        last_id = models.Count > 0 ? models[^1] : null,
    });

    public static string Gemini(IReadOnlyList<string> models) => JsonSerializer.Serialize(new
    {
        models = models.Select(id => new
        {
            name = "models/" + id,
            version = "001",
            displayName = id,
            inputTokenLimit = 1_048_576,
            outputTokenLimit = 65_536,
            supportedGenerationMethods = new[] { "generateContent", "streamGenerateContent" },
        }),
    });

    public static string Ollama(IReadOnlyList<string> models) => JsonSerializer.Serialize(new
    {
        models = models.Select(id => new { name = id, model = id, modified_at = "2026-03-01T00:00:00Z", size = 1_000_000, digest = "0000", details = new { family = "scripted" } }),
    });

    public static string Bedrock(IReadOnlyList<string> models) => JsonSerializer.Serialize(new
    {
        modelSummaries = models.Select(id => new
        {
            modelArn = "arn:aws:bedrock:eu-central-1::foundation-model/" + id,
            modelId = id,
            modelName = id,
            inputModalities = new[] { "TEXT" },
            outputModalities = new[] { "TEXT" },
            responseStreamingSupported = true,
            inferenceTypesSupported = new[] { "ON_DEMAND" },
        }),
    });

    public static string BedrockProfiles() => JsonSerializer.Serialize(new { inferenceProfileSummaries = Array.Empty<object>() });
}
