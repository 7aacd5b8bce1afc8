namespace LatencyPortal.Chat;

internal static class ChatExtensions
{
    public static void AddChat(this WebApplicationBuilder builder)
    {
    }

    public static void MapChat(this WebApplication app)
    {
    }
}
