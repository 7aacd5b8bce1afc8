using System.Net.Mime;
using System.Text.Json;
using LatencyPortal.Chat.Exchange.Export;
using LatencyPortal.Chat.Exchange.Import;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;

namespace LatencyPortal.Chat.Exchange;

/// <summary>Export and import over HTTP: files do not travel over the circuit.</summary>
internal static class ExchangeEndpoints
{
    /// <summary>Largest file in bytes.</summary>
    internal const long LargestFile = 1024L * 1024 * 1024;

    private static readonly SemaphoreSlim Importing = new(1);

    public static void MapExchange(this IEndpointRouteBuilder endpoints)
    {
        var files = endpoints.MapGroup("/chat-api");
        files.MapGet("/export.json", AllAsJsonAsync);
        files.MapGet("/export.zip", AllAsArchiveAsync);
        files.MapGet("/export/{id:guid}.json", OneAsJsonAsync);
        files.MapGet("/export/{id:guid}.md", OneAsMarkdownAsync);
        files.MapPost("/import", ImportAsync).WithMetadata(new RequestSizeLimitAttribute(LargestFile));
        files.MapPost("/import/undo", UndoAsync).WithMetadata(new RequestSizeLimitAttribute(16 * 1024 * 1024));
    }

    // A file that is whole before it is sent has a length, and none is cut short without a word.
    private static async Task<IResult> AllAsJsonAsync(ConversationExporter exporter, ExchangeFolder folder, TimeProvider time, CancellationToken cancellationToken) =>
        Results.File(await folder.KeepAsync(file => exporter.WriteJsonAsync(file, cancellationToken)), MediaTypeNames.Application.Json, $"latencyportal-{Today(time)}.json");

    private static async Task<IResult> AllAsArchiveAsync(ConversationExporter exporter, ExchangeFolder folder, TimeProvider time, CancellationToken cancellationToken) =>
        Results.File(await folder.KeepAsync(file => exporter.WriteArchiveAsync(file, cancellationToken)), MediaTypeNames.Application.Zip, $"latencyportal-{Today(time)}.zip");

    private static async Task<IResult> OneAsJsonAsync(Guid id, ConversationExporter exporter, CancellationToken cancellationToken) =>
        await exporter.FindAsync(id, cancellationToken) is var (conversation, folder)
            ? Results.File(JsonSerializer.SerializeToUtf8Bytes(ExportedConversation.Of(conversation, folder), PortableJson.Options), MediaTypeNames.Application.Json, $"{ExportName.Of(conversation)}.json")
            : Results.NotFound();

    private static async Task<IResult> OneAsMarkdownAsync(Guid id, ConversationExporter exporter, CancellationToken cancellationToken) =>
        await exporter.FindAsync(id, cancellationToken) is var (conversation, _)
            ? Results.File(System.Text.Encoding.UTF8.GetBytes(MarkdownExport.Of(conversation)), "text/markdown; charset=utf-8", $"{ExportName.Of(conversation)}.md")
            : Results.NotFound();

    private static async Task<IResult> ImportAsync(HttpContext http, IAntiforgery antiforgery, ConversationImporter importer, ExchangeFolder folder, CancellationToken cancellationToken)
    {
        if (!await antiforgery.IsRequestValidAsync(http))
            return ChatEndpoints.Refuse(StatusCodes.Status400BadRequest, "This page is out of date. Reload it and import again.");
        if (http.Request.ContentLength is not <= LargestFile)
            return ChatEndpoints.Refuse(StatusCodes.Status413PayloadTooLarge, "The file is larger than 1 GB. Unpack the archive and import its conversations file alone.");
        if (!await Importing.WaitAsync(TimeSpan.Zero, cancellationToken))
            return ChatEndpoints.Refuse(StatusCodes.Status409Conflict, "Another import is running. Wait for its end.");
        try
        {
            await using var file = await folder.KeepAsync(kept => http.Request.Body.CopyToAsync(kept, cancellationToken));
            http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            http.Response.ContentType = "application/x-ndjson";
            await foreach (var progress in importer.ImportAsync(file, cancellationToken))
            {
                await JsonSerializer.SerializeAsync(http.Response.Body, progress, JsonSerializerOptions.Web, cancellationToken);
                await http.Response.Body.WriteAsync("\n"u8.ToArray(), cancellationToken);
                await http.Response.Body.FlushAsync(cancellationToken);
            }

            return Results.Empty;
        }
        catch (IOException e) when (!http.Response.HasStarted && e is not BadHttpRequestException)
        {
            return ChatEndpoints.Refuse(StatusCodes.Status507InsufficientStorage, "The portal has no room for this file on its disk. Nothing was imported.");
        }
        finally
        {
            Importing.Release();
        }
    }

    private static async Task<IResult> UndoAsync(HttpContext http, [FromBody] UndoImport undo, IAntiforgery antiforgery, ConversationStore store, CancellationToken cancellationToken)
    {
        if (!await antiforgery.IsRequestValidAsync(http))
            return ChatEndpoints.Refuse(StatusCodes.Status400BadRequest, "This page is out of date. Reload it and try again.");
        await store.DeleteImportedAsync(undo.Ids, cancellationToken);
        return Results.NoContent();
    }

    private static string Today(TimeProvider time) => time.GetUtcNow().ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
