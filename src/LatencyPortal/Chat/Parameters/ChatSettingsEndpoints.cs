using Microsoft.AspNetCore.Mvc;

namespace LatencyPortal.Chat.Parameters;

/// <summary>Reads and writes a conversation's settings. A system prompt can be longer than a message of the circuit.</summary>
internal static class ChatSettingsEndpoints
{
    /// <param name="posts">The group of what the chat page posts.</param>
    /// <param name="reads">Where reading goes, which needs no token.</param>
    public static void MapChatSettings(this IEndpointRouteBuilder posts, IEndpointRouteBuilder reads)
    {
        posts.MapPost("/settings", SaveAsync);
        reads.MapGet("/chat-api/settings/{id:guid}", ReadAsync);
    }

    /// <summary>The refusal of settings that cannot be taken; <see langword="null"/> when they can.</summary>
    public static IResult? Refuse(ChatSettings settings)
    {
        var faults = ChatSettingsRules.Check(settings);
        return faults.Count == 0
            ? null
            : Results.Json(new { error = string.Join(' ', faults.Select(fault => fault.Reason)), faults }, statusCode: StatusCodes.Status400BadRequest);
    }

    private static async Task<IResult> SaveAsync([FromBody] ChatSettingsRequest request, ConversationStore store, CancellationToken cancellationToken)
    {
        var settings = (request.Settings ?? new ChatSettings(null, null)).Tidy();
        if (Refuse(settings) is { } refusal)
            return refusal;
        if (request.ConversationId is { } id && !await store.ConfigureAsync(id, settings, cancellationToken))
            return ChatEndpoints.Refuse(StatusCodes.Status404NotFound, "This conversation was deleted. Start a new chat.");
        return Results.Json(settings);
    }

    private static async Task<IResult> ReadAsync(Guid id, ConversationStore store, CancellationToken cancellationToken) =>
        await store.FindHeadAsync(id, cancellationToken) is { } conversation ? Results.Json(ChatSettings.Of(conversation)) : Results.NotFound();
}
