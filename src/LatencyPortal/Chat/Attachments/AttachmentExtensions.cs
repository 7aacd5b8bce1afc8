namespace LatencyPortal.Chat.Attachments;

internal static class AttachmentExtensions
{
    /// <summary>Documents of conversations.</summary>
    public static void AddAttachments(this IServiceCollection services)
    {
        services.AddSingleton<DocumentReader>();
        services.AddSingleton<AttachmentStore>();
        services.AddSingleton<DocumentFit>();
    }
}
