using Microsoft.AspNetCore.Mvc;

namespace LatencyPortal.Prompts.Editing;

/// <summary>Takes what is typed in the editor: texts travel by HTTP and not over the circuit, whose messages are limited to 32 KB.</summary>
internal static class FieldEndpoints
{
    /// <summary>Largest body in bytes: JSON may write a character as six.</summary>
    private const long LargestBody = 16L * 1024 * 1024;

    public static void MapFields(this IEndpointRouteBuilder prompts) =>
        prompts.MapPost("/{name}/fields", TypeAsync).AddEndpointFilter(PromptToken.CheckAsync).WithMetadata(new RequestSizeLimitAttribute(LargestBody));

    private static async Task<IResult> TypeAsync(string name, [FromBody] TypedFields typed, WorkingCopies copies, CancellationToken cancellationToken)
    {
        if (await copies.FindAsync(name, cancellationToken) is not { } copy)
            return PromptToken.Refuse(StatusCodes.Status404NotFound, "This template is not there any more.");
        return Results.Json(await copy.TypeAsync(typed, cancellationToken));
    }
}
