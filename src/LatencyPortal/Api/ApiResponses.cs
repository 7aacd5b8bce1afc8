using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using LatencyPortal.Api.Contracts;

namespace LatencyPortal.Api;

/// <summary>Writes whole JSON answers.</summary>
internal static class ApiResponses
{
    public static Task WriteAsync<T>(HttpContext context, int status, T body, JsonTypeInfo<T> type)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(body, type, "application/json; charset=utf-8", context.RequestAborted);
    }

    public static Task WriteErrorAsync(HttpContext context, ApiFault fault)
    {
        if (fault.RetryAfter is { } wait)
            context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString("0", CultureInfo.InvariantCulture);
        if (fault.Status == StatusCodes.Status405MethodNotAllowed)
            context.Response.Headers.Allow = context.Request.Path == "/v1/models" ? "GET" : "POST";
        if (fault.Status == StatusCodes.Status401Unauthorized)
            context.Response.Headers.WWWAuthenticate = "Bearer";
        return WriteAsync(context, fault.Status, fault.Body, ApiJson.Default.ApiErrorBody);
    }
}
