using System.Text.Json.Nodes;

namespace LatencyPortal.Testing.Upstream.Wire;

/// <summary>Errors as OpenAI words them.</summary>
internal static class OpenAIError
{
    public static JsonObject Of(int status, string message) => new()
    {
        ["error"] = new JsonObject
        {
            ["message"] = message,
            ["type"] = status == 429 ? "rate_limit_error" : "server_error",
            ["param"] = null,
            ["code"] = status == 429 ? "rate_limit_exceeded" : "internal_error",
        },
    };
}
