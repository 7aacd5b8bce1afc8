using LatencyPortal.Chat.Attachments;
using LatencyPortal.Chat.CodeColours;
using LatencyPortal.Chat.Exchange;
using LatencyPortal.Chat.Hub;
using LatencyPortal.Chat.Library;
using LatencyPortal.Chat.Library.Search;
using LatencyPortal.Chat.Library.Sharing;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace LatencyPortal.Chat;

internal static class ChatExtensions
{
    /// <summary>Conversations and the jobs that make answers.</summary>
    public static void AddChat(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ConversationStore>();
        builder.Services.AddSingleton(services => services.GetRequiredService<ConversationStore>().Turns);
        builder.Services.AddSingleton<PromptBuilder>();
        builder.Services.AddAttachments();
        builder.Services.AddSingleton<GenerationRegistry>();
        builder.Services.AddSingleton<CodeColourist>();
        builder.Services.AddExchange();
        builder.Services.AddSingleton<SearchStore>();
        builder.Services.AddSingleton<FolderStore>();
        builder.Services.AddSingleton<ShareStore>();
        builder.Services.AddHostedService<DeletedPurge>();
        builder.Services.AddScoped<CircuitConnection>();
        builder.Services.AddScoped<CircuitHandler>(services => services.GetRequiredService<CircuitConnection>());
        builder.Services.AddHostedService(services => services.GetRequiredService<GenerationRegistry>());
        builder.AddChatHub();
    }

    public static void MapChat(this WebApplication app)
    {
        app.MapChatEndpoints();
        app.MapExchange();
        app.MapChatHub();
    }
}
