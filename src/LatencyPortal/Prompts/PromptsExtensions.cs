using LatencyPortal.Prompts.Insight;

namespace LatencyPortal.Prompts;

internal static class PromptsExtensions
{
    /// <summary>Prompt templates.</summary>
    public static void AddPrompts(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PromptStore>();
        builder.Services.AddSingleton<TemplateComposer>();
        builder.Services.AddSingleton<InsightReader>();
    }
}
