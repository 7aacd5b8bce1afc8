using LatencyPortal.Prompts.Warming;

namespace LatencyPortal.Prompts;

internal static class PromptsExtensions
{
    /// <summary>Prompt templates.</summary>
    public static void AddPrompts(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PromptStore>();
        builder.Services.AddSingleton<TemplateComposer>();
        builder.Services.AddSingleton<WarmStore>();
        builder.Services.AddSingleton<KeepWarm>();
        builder.Services.AddHostedService(services => services.GetRequiredService<KeepWarm>());
    }
}
