using System.Net.Mime;
using System.Text;
using LatencyPortal.Gateway.Prompts.Templates;
using Microsoft.AspNetCore.Mvc;

namespace LatencyPortal.Prompts.Files;

/// <summary>Templates as files, in and out.</summary>
internal static class FileEndpoints
{
    /// <summary>Largest file in bytes: JSON may write a character as six.</summary>
    private const long LargestFile = 16L * 1024 * 1024;

    public static void MapFiles(this IEndpointRouteBuilder prompts)
    {
        prompts.MapGet("/{name}.json", (string name, int? version, PromptStore store, CancellationToken cancellationToken) =>
            FileAsync(name, version, store, PromptJson.Write, "json", MediaTypeNames.Application.Json, cancellationToken));
        prompts.MapGet("/{name}.yaml", (string name, int? version, PromptStore store, CancellationToken cancellationToken) =>
            FileAsync(name, version, store, PromptYaml.Write, "yaml", "text/plain; charset=utf-8", cancellationToken));
        prompts.MapPost("/import", ImportAsync).AddEndpointFilter(PromptToken.CheckAsync).WithMetadata(new RequestSizeLimitAttribute(LargestFile));
    }

    private static async Task<IResult> FileAsync(
        string name, int? version, PromptStore store, Func<PromptTemplate, string> write, string ending, string type, CancellationToken cancellationToken)
    {
        var template = version is { } number
            ? (await store.VersionsAsync(name, cancellationToken)).FirstOrDefault(saved => saved.Number == number)?.Template
            : await store.FindDraftAsync(name, cancellationToken);
        return template is null
            ? Results.NotFound()
            : Results.File(Encoding.UTF8.GetBytes(write(template)), type, version is null ? $"{name}.{ending}" : $"{name}-v{version}.{ending}");
    }

    private static async Task<IResult> ImportAsync(HttpContext http, PromptStore store, CancellationToken cancellationToken)
    {
        try
        {
            using var reader = new StreamReader(http.Request.Body, new UTF8Encoding(false, throwOnInvalidBytes: true));
            var template = PromptFile.Read(await reader.ReadToEndAsync(cancellationToken));
            return await store.CreateAsync(template, cancellationToken) is { } fault
                ? PromptToken.Refuse(StatusCodes.Status409Conflict, $"{fault} Change the name in the file, or delete the other one first.")
                : Results.Json(new { name = template.Name });
        }
        catch (TemplateException e)
        {
            return PromptToken.Refuse(StatusCodes.Status400BadRequest, e.Message);
        }
        catch (DecoderFallbackException)
        {
            return PromptToken.Refuse(StatusCodes.Status400BadRequest, "This file is no text in UTF-8.");
        }
    }
}
