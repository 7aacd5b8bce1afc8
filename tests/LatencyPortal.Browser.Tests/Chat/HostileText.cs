using System.Text.Json;

namespace LatencyPortal.Browser.Tests.Chat;

/// <summary>A text of tests/golden/xss that tries to run <c>canary</c> or to reach <c>evil.example</c>.</summary>
/// <param name="Kind">By which way.</param>
/// <param name="Text">The Markdown.</param>
internal sealed record HostileText(string Kind, string Text)
{
    public static IReadOnlyList<HostileText> All { get; } = JsonSerializer.Deserialize<HostileText[]>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden", "xss", "payloads.json")), JsonSerializerOptions.Web)!;
}
