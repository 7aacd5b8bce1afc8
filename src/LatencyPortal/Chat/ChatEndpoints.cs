using LatencyPortal.Chat.Attachments;
using LatencyPortal.Chat.Parameters;
using LatencyPortal.Chat.Turns;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;

namespace LatencyPortal.Chat;

/// <summary>
/// What the chat page posts. Questions travel by HTTP and not over the circuit, whose messages are limited to 32 KB; all
/// calls need the antiforgery token of the page.
/// </summary>
internal static class ChatEndpoints
{
    /// <summary>Largest body of a question in bytes: JSON may write a character as six, and a new chat brings its settings along.</summary>
    private const long LargestBody = 8 * ChatRefusals.LargestQuestion;

    /// <summary>
    /// Bodies up to this size are read to their end before they are refused: a client that is cut off while it is still
    /// sending sees a broken connection instead of the reason.
    /// </summary>
    private const long LargestRead = 2 * LargestBody;

    /// <summary>Where the page's module puts the antiforgery token.</summary>
    private const string TokenHeader = "X-XSRF-TOKEN";

    public static void MapChatEndpoints(this IEndpointRouteBuilder endpoints)
    {
        var chat = endpoints.MapGroup("/chat-api")
            .AddEndpointFilter(CheckSizeAsync)
            .AddEndpointFilter(CheckTokenAsync)
            .WithMetadata(new RequestSizeLimitAttribute(LargestRead));
        chat.MapTurns();
        chat.MapChatSettings(reads: endpoints);
        chat.MapPost("/stop", Stop);
        endpoints.MapGroup("/chat-api").AddEndpointFilter(CheckTokenAsync).MapAttachments(reads: endpoints);
        endpoints.MapGet("/chat-api/messages/{id:guid}", TextAsync);
        endpoints.MapGet("/chat-api/image", ImageFrame.Get);
    }

    private static ValueTask<object?> CheckSizeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.Request.ContentLength is <= LargestBody
            ? next(context)
            : ValueTask.FromResult<object?>(
                Refuse(StatusCodes.Status413PayloadTooLarge, ChatRefusals.TooLarge));

    private static async ValueTask<object?> CheckTokenAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var antiforgery = context.HttpContext.RequestServices.GetRequiredService<IAntiforgery>();
        // Without the header it would look for the token in a form, and read all of an upload for that.
        return context.HttpContext.Request.Headers.ContainsKey(TokenHeader) && await antiforgery.IsRequestValidAsync(context.HttpContext)
            ? await next(context)
            : Refuse(StatusCodes.Status400BadRequest, "This page is out of date. Reload it and send again.");
    }

    private static IResult Stop([FromBody] StopRequest request, GenerationRegistry generations)
    {
        generations.Stop(request.MessageId);
        return Results.NoContent();
    }

    /// <summary>The Markdown of a message, for the clipboard.</summary>
    private static async Task<IResult> TextAsync(Guid id, ConversationStore store, CancellationToken cancellationToken) =>
        await store.FindMessageAsync(id, cancellationToken) is { } message ? Results.Text(message.Content) : Results.NotFound();

    internal static IResult Refuse(int status, string error) => Results.Json(new { error }, statusCode: status);
}
