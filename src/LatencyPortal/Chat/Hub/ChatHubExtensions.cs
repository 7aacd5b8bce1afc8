using LatencyPortal.Security;

namespace LatencyPortal.Chat.Hub;

internal static class ChatHubExtensions
{
    /// <summary>
    /// Largest message from a client in bytes. A question of 1 MB grows on its way, JSON may write six bytes for one; a
    /// message beyond this ends the connection, one below is refused with a sentence.
    /// </summary>
    private const long LargestMessage = 8 * ChatRefusals.LargestQuestion;

    public static void AddChatHub(this WebApplicationBuilder builder)
    {
        builder.Services.AddSignalR().AddHubOptions<ChatHub>(options => options.MaximumReceiveMessageSize = LargestMessage);
        builder.Services.AddSingleton<AnswerFeed>();
    }

    public static void MapChatHub(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapHub<ChatHub>(AccessKeyHandler.HubPath).OnlyFromSameOrigin();
}
