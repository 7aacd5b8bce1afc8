using Microsoft.AspNetCore.Antiforgery;

namespace LatencyPortal.Prompts;

/// <summary>Lets only the portal's own pages post.</summary>
internal static class PromptToken
{
    /// <summary>Where a page's module puts the antiforgery token.</summary>
    private const string Header = "X-XSRF-TOKEN";

    public static async ValueTask<object?> CheckAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var antiforgery = context.HttpContext.RequestServices.GetRequiredService<IAntiforgery>();
        // Without the header it would look for the token in a form, and read all of a file for that.
        return context.HttpContext.Request.Headers.ContainsKey(Header) && await antiforgery.IsRequestValidAsync(context.HttpContext)
            ? await next(context)
            : Refuse(StatusCodes.Status400BadRequest, "This page is out of date. Reload it and try again.");
    }

    public static IResult Refuse(int status, string error) => Results.Json(new { error }, statusCode: status);
}
