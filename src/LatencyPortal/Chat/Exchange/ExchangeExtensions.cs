using LatencyPortal.Chat.Exchange.Export;
using LatencyPortal.Chat.Exchange.Import;

namespace LatencyPortal.Chat.Exchange;

internal static class ExchangeExtensions
{
    /// <summary>Export and import of conversations.</summary>
    public static void AddExchange(this IServiceCollection services)
    {
        services.AddSingleton<ConversationExporter>();
        services.AddSingleton<ConversationImporter>();
        services.AddSingleton<ExchangeFolder>();
    }
}
