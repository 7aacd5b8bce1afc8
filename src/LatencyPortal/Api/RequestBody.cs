using Microsoft.Net.Http.Headers;

namespace LatencyPortal.Api;

/// <summary>Reads the body of an API request up to a limit.</summary>
internal static class RequestBody
{
    /// <summary>Room for some pictures in base 64.</summary>
    private const int Limit = 20 * 1024 * 1024;

    /// <summary>Most bytes that are set aside because a client says that they will come.</summary>
    private const int MostAtOnce = 1024 * 1024;

    private const int Step = 16 * 1024;

    /// <exception cref="ApiFaultException">It is not JSON, or too large.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request)
    {
        // A page of another site can send text/plain here without asking, but not application/json.
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MatchesMediaType("application/json"))
            throw new ApiFaultException(new ApiFault(
                StatusCodes.Status415UnsupportedMediaType, "The body must be sent as `Content-Type: application/json`.",
                "invalid_request_error", null, "unsupported_media_type"));
        if (request.ContentLength > Limit)
            throw TooLarge();

        var buffer = new byte[Math.Min(request.ContentLength ?? Step, MostAtOnce) + 1];
        var length = 0;
        try
        {
            int read;
            while ((read = await request.Body.ReadAsync(buffer.AsMemory(length), request.HttpContext.RequestAborted)) > 0)
            {
                length += read;
                if (length > Limit)
                    throw TooLarge();
                if (length == buffer.Length)
                    Array.Resize(ref buffer, Math.Min(buffer.Length * 2, Limit + 1));
            }
        }
        catch (BadHttpRequestException e)
        {
            throw new ApiFaultException(e.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? TooLarge().Fault
                : ApiFault.BadRequest("The body ended early.", null, "invalid_body"));
        }

        return buffer.AsMemory(0, length);
    }

    private static ApiFaultException TooLarge() => new(new ApiFault(
        StatusCodes.Status413PayloadTooLarge, $"The body is larger than {Limit / 1024 / 1024} MB.",
        "invalid_request_error", null, "request_too_large"));
}
