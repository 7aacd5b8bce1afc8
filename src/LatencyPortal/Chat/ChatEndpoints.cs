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
    /// <summary>Largest body of a question in bytes.</summary>
    private const long LargestBody = ChatRefusals.LargestQuestion;

    /// <summary>
    /// Bodies up to this size are read to their end before they are refused: a client that is cut off while it is still
    /// sending sees a broken connection instead of the reason.
    /// </summary>
    private const long LargestRead = 8 * LargestBody;

    public static void MapChatEndpoints(this IEndpointRouteBuilder endpoints)
    {
        var chat = endpoints.MapGroup("/chat-api")
            .AddEndpointFilter(CheckAsync)
            .WithMetadata(new RequestSizeLimitAttribute(LargestRead));
        chat.MapTurns();
        chat.MapChatSettings(reads: endpoints);
        chat.MapPost("/stop", Stop);
        endpoints.MapGet("/chat-api/messages/{id:guid}", TextAsync);
        endpoints.MapGet("/chat-api/image", ImageFrame.Get);
    }

    private static async ValueTask<object?> CheckAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (context.HttpContext.Request.ContentLength is not <= LargestBody)
            return Refuse(StatusCodes.Status413PayloadTooLarge, ChatRefusals.TooLarge);
        var antiforgery = context.HttpContext.RequestServices.GetRequiredService<IAntiforgery>();
        return await antiforgery.IsRequestValidAsync(context.HttpContext)
            ? await next(context)
            : Refuse(StatusCodes.Status400BadRequest, "This page is out of date. Reload it and send again.");
    }

<<<<<<< HEAD
    private static async Task<IResult> SendAsync(
        [FromBody] SendRequest request, ConversationStore store, GenerationRegistry generations, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(request.Text))
            return Refuse(StatusCodes.Status400BadRequest, ChatRefusals.Empty);
        if (string.IsNullOrEmpty(request.Model))
            return Refuse(StatusCodes.Status400BadRequest, ChatRefusals.NoModel);
        return await StartAsync(
            generations,
            request.ConversationId,
            () => store.AddTurnAsync(request.ConversationId, request.Text.Trim(), request.Model, cancellationToken),
            ChatRefusals.Deleted,
            cancellationToken);
    }

    private static async Task<IResult> RetryAsync(
        [FromBody] RetryRequest request, ConversationStore store, GenerationRegistry generations, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(request.Model))
            return Refuse(StatusCodes.Status400BadRequest, ChatRefusals.NoModel);
        var message = await store.FindMessageAsync(request.MessageId, cancellationToken);
        return await StartAsync(
            generations,
            message?.ConversationId,
            () => store.RestartAsync(request.MessageId, request.Model, cancellationToken),
            "Only the last answer of a conversation can be made again.",
            cancellationToken);
    }

    /// <summary>Writes the turn and starts its answer; where it cannot be written, the refusal is said.</summary>
    private static Task<IResult> StartAsync(
        GenerationRegistry generations, Guid? conversationId, Func<Task<Message?>> write, string refusal, CancellationToken cancellationToken) =>
        generations.OneByOneAsync(
            async () =>
            {
                if (generations.IsFull)
                    return TooMany();
                if (conversationId is { } id && generations.IsRunning(id))
                    return Running();
                if (await write() is not { } answer)
                    return Refuse(StatusCodes.Status404NotFound, refusal);
                generations.Start(answer);
                return Results.Ok(new SentResponse(answer.ConversationId, answer.Id));
            },
            cancellationToken);

=======
>>>>>>> chat
    private static IResult Stop([FromBody] StopRequest request, GenerationRegistry generations)
    {
        generations.Stop(request.MessageId);
        return Results.NoContent();
    }

    /// <summary>The Markdown of a message, for the clipboard.</summary>
    private static async Task<IResult> TextAsync(Guid id, ConversationStore store, CancellationToken cancellationToken) =>
        await store.FindMessageAsync(id, cancellationToken) is { } message ? Results.Text(message.Content) : Results.NotFound();

<<<<<<< HEAD
    private static IResult Running() =>
        Refuse(StatusCodes.Status409Conflict, ChatRefusals.Running);

    private static IResult TooMany() => Refuse(
        StatusCodes.Status429TooManyRequests,
        ChatRefusals.TooMany);

    private static IResult Refuse(int status, string error) => Results.Json(new { error }, statusCode: status);
=======
    internal static IResult Refuse(int status, string error) => Results.Json(new { error }, statusCode: status);
>>>>>>> chat
}
