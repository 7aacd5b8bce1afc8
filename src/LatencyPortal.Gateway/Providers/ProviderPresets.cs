namespace LatencyPortal.Gateway.Providers;

/// <summary>Providers that need three fields.</summary>
public static class ProviderPresets
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ProviderPreset> All { get; } =
    [
        new("OpenAI", ProviderKind.OpenAI, "https://api.openai.com/v1", "sk-…"),
        new("Ollama", ProviderKind.Ollama, "http://127.0.0.1:11434", "none as a rule"),
    ];
}
