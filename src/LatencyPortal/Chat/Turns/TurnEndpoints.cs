using System.Text;
using LatencyPortal.Chat.Attachments;
using LatencyPortal.Chat.Parameters;
using LatencyPortal.Settings.FastModels;
using Microsoft.AspNetCore.Mvc;

namespace LatencyPortal.Chat.Turns;

/// <summary>The turns that the chat page posts: ask, ask in other words, answer again, go on.</summary>
internal static class TurnEndpoints
{
    /// <param name="chat">The group of what the chat page posts.</param>
    public static void MapTurns(this IEndpointRouteBuilder chat)
    {
        chat.MapPost("/send", SendAsync);
        chat.MapPost("/edit", EditAsync);
        chat.MapPost("/regenerate", RegenerateAsync);
        chat.MapPost("/continue", ContinueAsync);
    }

    private static async Task<IResult> SendAsync(
        [FromBody] SendRequest request, TurnStore turns, FastModelStore fast, GenerationRegistry generations, DocumentFit fit, CancellationToken cancellationToken)
    {
        if (CheckQuestion(request.Text, request.Model, request.Models, out var models) is { } refusal)
            return refusal;
        var settings = request.ConversationId is null ? request.Settings?.Tidy() : null;
        if (settings is not null && ChatSettingsEndpoints.Refuse(settings) is { } refused)
            return refused;
        var question = await SpedUpAsync(new NewQuestion(NewQuestion.Tidy(request.Text!), models, settings), request.Speed, fast, cancellationToken);
        if (await CheckDocumentsAsync(fit, request.ConversationId, question.Models, question.Text, cancellationToken) is { } tooLong)
            return tooLong;
        return await StartAsync(
            generations,
            request.ConversationId,
            models.Count,
            () => turns.AskAsync(request.ConversationId, question, cancellationToken),
            ChatRefusals.Deleted,
            cancellationToken);
    }

    private static async Task<IResult> EditAsync(
        [FromBody] EditRequest request, ConversationStore store, TurnStore turns, FastModelStore fast, GenerationRegistry generations, DocumentFit fit, CancellationToken cancellationToken)
    {
        if (CheckQuestion(request.Text, request.Model, request.Models, out var models) is { } refusal)
            return refusal;
        var message = await store.FindMessageAsync(request.MessageId, cancellationToken);
        var question = await SpedUpAsync(new NewQuestion(NewQuestion.Tidy(request.Text!), models), request.Speed, fast, cancellationToken);
        if (await CheckDocumentsAsync(fit, message?.ConversationId, question.Models, question.Text, cancellationToken) is { } tooLong)
            return tooLong;
        return await StartAsync(
            generations,
            message?.ConversationId,
            models.Count,
            () => turns.EditAsync(request.MessageId, question, cancellationToken),
            "There is no such question any more. Reload the page.",
            cancellationToken);
    }

    private static async Task<IResult> RegenerateAsync(
        [FromBody] RegenerateRequest request, ConversationStore store, TurnStore turns, GenerationRegistry generations, DocumentFit fit, CancellationToken cancellationToken)
    {
        var model = string.IsNullOrEmpty(request.Model) ? null : request.Model;
        var message = await store.FindMessageAsync(request.MessageId, cancellationToken);
        if ((model ?? message?.Model) is { } asked && await CheckDocumentsAsync(fit, message?.ConversationId, [asked], "", cancellationToken) is { } tooLong)
            return tooLong;
        return await StartAsync(
            generations,
            message?.ConversationId,
            count: 1,
            () => turns.RegenerateAsync(request.MessageId, model, cancellationToken),
            "There is no such answer any more. Reload the page.",
            cancellationToken);
    }

    private static async Task<IResult> ContinueAsync(
        [FromBody] ContinueRequest request, ConversationStore store, TurnStore turns, GenerationRegistry generations, CancellationToken cancellationToken)
    {
        var message = await store.FindMessageAsync(request.MessageId, cancellationToken);
        return await StartAsync(
            generations,
            message?.ConversationId,
            count: 1,
            () => turns.ContinueAsync(request.MessageId, cancellationToken),
            "There is no such answer any more. Reload the page.",
            cancellationToken);
    }

    /// <summary>Where speed is asked for, the fast sibling answers and the chosen model stays chosen. Models that are compared are asked as they are.</summary>
    private static async Task<NewQuestion> SpedUpAsync(NewQuestion question, string? speed, FastModelStore fast, CancellationToken cancellationToken) =>
        speed == "fast" && question.Models is [var chosen] && (await fast.GetAsync(cancellationToken)).TryGetValue(chosen, out var sibling)
            ? question with { Models = [sibling], Chosen = chosen }
            : question;

    private static IResult? CheckQuestion(string? text, string? model, IReadOnlyList<string>? compared, out IReadOnlyList<string> models)
    {
        models = compared ?? (string.IsNullOrEmpty(model) ? [] : [model]);
        if (string.IsNullOrWhiteSpace(text))
            return ChatEndpoints.Refuse(StatusCodes.Status400BadRequest, ChatRefusals.Empty);
        if (Encoding.UTF8.GetByteCount(text) > ChatRefusals.LargestQuestion)
            return ChatEndpoints.Refuse(StatusCodes.Status413PayloadTooLarge, ChatRefusals.TooLarge);
        var named = models.Count > 0 && models.All(id => !string.IsNullOrEmpty(id));
        if (compared is null)
            return named ? null : ChatEndpoints.Refuse(StatusCodes.Status400BadRequest, ChatRefusals.NoModel);
        return named && models.Count is >= 2 and <= TurnStore.MostCompared && models.Distinct(StringComparer.Ordinal).Count() == models.Count
            ? null
            : ChatEndpoints.Refuse(StatusCodes.Status400BadRequest, "Choose 2 to 4 different models to compare.");
    }

    /// <summary>Refuses before anything is written what the documents leave no room for.</summary>
    private static async Task<IResult?> CheckDocumentsAsync(
        DocumentFit fit, Guid? conversationId, IReadOnlyList<string> models, string question, CancellationToken cancellationToken) =>
        conversationId is { } id && await fit.CheckAsync(id, models, question, cancellationToken) is { } problem
            ? ChatEndpoints.Refuse(StatusCodes.Status422UnprocessableEntity, problem)
            : null;

    /// <summary>Writes the turn and starts its answers; where it cannot be written, the reason is said.</summary>
    private static Task<IResult> StartAsync(
        GenerationRegistry generations, Guid? conversationId, int count, Func<Task<Turn>> write, string notFound, CancellationToken cancellationToken) =>
        generations.OneByOneAsync(
            async () =>
            {
                if (!generations.HasRoomFor(count))
                    return TooMany();
                // Only the answers of one comparison are made at the same time in one conversation, and they start together.
                if (conversationId is { } id && generations.IsRunning(id))
                    return Running();
                var turn = await write();
                if (turn.Problem is { } problem)
                    return Refusal(problem, notFound);
                generations.Start(turn.Answers);
                return Results.Ok(new SentResponse(turn.Answers[0].ConversationId, turn.Answers[0].Id));
            },
            cancellationToken);

    private static IResult Refusal(TurnProblem problem, string notFound) => problem switch
    {
        TurnProblem.NothingChosen => ChatEndpoints.Refuse(
            StatusCodes.Status409Conflict, ChatRefusals.NothingChosen),
        TurnProblem.NothingToContinue => ChatEndpoints.Refuse(
            StatusCodes.Status409Conflict, "This answer was not cut off, or has no text yet, so there is nothing to go on with. Regenerate it instead."),
        TurnProblem.GoneOn => ChatEndpoints.Refuse(
            StatusCodes.Status409Conflict, "The conversation has gone on after this answer. Regenerate it, or ask the model to go on."),
        _ => ChatEndpoints.Refuse(StatusCodes.Status404NotFound, notFound),
    };

    private static IResult Running() =>
        ChatEndpoints.Refuse(StatusCodes.Status409Conflict, ChatRefusals.Running);

    private static IResult TooMany() => ChatEndpoints.Refuse(StatusCodes.Status429TooManyRequests, ChatRefusals.TooMany);
}
