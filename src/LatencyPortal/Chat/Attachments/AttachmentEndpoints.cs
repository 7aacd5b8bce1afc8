using System.Text.Json;
using LatencyPortal.Chat.Parameters;
using LatencyPortal.Controls;
using LatencyPortal.Settings;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace LatencyPortal.Chat.Attachments;

/// <summary>Takes files from the page and gives back what they say. Both are too large for the circuit.</summary>
internal static class AttachmentEndpoints
{
    /// <summary>Fields and boundaries around a file, in bytes.</summary>
    private const long Around = 2 << 20;

    /// <summary>How many times the largest file is read to its end before it is refused.</summary>
    private const int ReadTimes = 4;

    private const string Malformed = "This upload cannot be read. Reload the page and attach the file again.";

    /// <param name="uploads">The group that checks the page's token and nothing of the size.</param>
    /// <param name="reads">Where reading goes, which needs no token.</param>
    public static void MapAttachments(this IEndpointRouteBuilder uploads, IEndpointRouteBuilder reads)
    {
        uploads.MapPost("/attachments", AttachAsync);
        reads.MapGet("/chat-api/attachments/{id:guid}", TextAsync);
    }

    private static async Task<IResult> AttachAsync(
        HttpContext http, AttachmentStore attachments, IOptions<PortalOptions> options, CancellationToken cancellationToken)
    {
        var largest = options.Value.Attachments.LargestFile;
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = (ReadTimes * largest) + Around;
        var form = new AttachmentForm(largest);
        try
        {
            if (await form.ReadAsync(http.Request, cancellationToken) is not { } file)
                return form.TooLarge ? TooLarge(largest) : Refuse(StatusCodes.Status400BadRequest, Malformed);
            if (file.Settings is { } settings && ChatSettingsEndpoints.Refuse(settings) is { } refusal)
                return refusal;
            var result = await attachments.AddAsync(file, cancellationToken);
            return result.Problem is { } problem ? Refuse(StatusCodes.Status422UnprocessableEntity, problem) : Results.Json(result);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return TooLarge(largest);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or JsonException)
        {
            return Refuse(StatusCodes.Status400BadRequest, Malformed);
        }
    }

    /// <summary>The text of a document, for the view on the page.</summary>
    private static async Task<IResult> TextAsync(Guid id, AttachmentStore attachments, CancellationToken cancellationToken) =>
        await attachments.FindTextAsync(id, cancellationToken) is { } text ? Results.Text(text) : Results.NotFound();

    private static IResult TooLarge(long largest) => Refuse(
        StatusCodes.Status413PayloadTooLarge, $"This file is larger than {Megabytes.Format(largest)}. Split it and attach the part that matters.");

    private static IResult Refuse(int status, string error) => ChatEndpoints.Refuse(status, error);
}
