using System.Text.Json;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Tests.Providers.Wire;

/// <summary>A conversation with everything in it that a wire format has to carry.</summary>
internal static class Tools
{
    public static AIFunctionDeclaration Weather { get; } = AIFunctionFactory.CreateDeclaration(
        "weather",
        "Tells the weather.",
        JsonSerializer.Deserialize<JsonElement>("""{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}"""));

    /// <summary>The smallest bytes that pass for a picture here; no provider of these tests looks at them.</summary>
    public static DataContent Picture { get; } = new(new byte[] { 1, 2, 3 }, "image/png");

    public static ChatMessage[] Conversation =>
    [
        new(ChatRole.System, "Be brief."),
        new(ChatRole.User, [new TextContent("What is this?"), Picture]),
        new(ChatRole.Assistant, [new TextContent("Let me look."), new FunctionCallContent("call_1", "weather", new Dictionary<string, object?> { ["city"] = "Bern" })]),
        new(ChatRole.Tool, [new FunctionResultContent("call_1", "sunny")]),
    ];
}
