using LatencyPortal.Prompts.Editing;
using LatencyPortal.Prompts.Files;
using LatencyPortal.Prompts.Insight;
using LatencyPortal.Prompts.Warming;

namespace LatencyPortal.Prompts;

internal static class PromptsExtensions
{
    /// <summary>Prompt templates.</summary>
    public static void AddPrompts(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PromptStore>();
        builder.Services.AddSingleton<CachePlanStore>();
        builder.Services.AddSingleton<TemplateComposer>();
        builder.Services.AddSingleton<WarmStore>();
        builder.Services.AddSingleton<KeepWarm>();
        builder.Services.AddHostedService(services => services.GetRequiredService<KeepWarm>());
        builder.Services.AddSingleton<WorkingCopies>();
        builder.Services.AddSingleton<InsightReader>();
        builder.Services.AddSingleton<TtftReader>();
        builder.Services.AddSingleton<ExactCount>();
    }

    /// <summary>What the pages post, and files; the pages themselves are Razor components.</summary>
    public static void MapPrompts(this WebApplication app)
    {
        var prompts = app.MapGroup("/prompts-api");
        prompts.MapFields();
        prompts.MapFiles();
        prompts.MapTrace();
    }
}
