using LatencyPortal.Api.Contracts;
using LatencyPortal.Gateway;

namespace LatencyPortal.Api;

/// <summary>A failed API call: the HTTP status and OpenAI's four error fields.</summary>
internal sealed record ApiFault(int Status, string Message, string Type, string? Param = null, string? Code = null)
{
    private const string Invalid = "invalid_request_error";
    private const string Server = "server_error";

    /// <summary>When the caller may try again, if the endpoint said so.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public ApiErrorBody Body => new(new ApiErrorDetail(Message, Type, Param, Code));

    public static ApiFault BadRequest(string message, string? param = null, string? code = null) =>
        new(StatusCodes.Status400BadRequest, message, Invalid, param, code);

    public static ApiFault UnknownModel(string model) => new(
        StatusCodes.Status404NotFound,
        $"The model `{model}` does not exist. GET /v1/models lists the models of this portal.",
        Invalid, "model", "model_not_found");

    public static ApiFault UnusableModel(string model, string problem) => new(
        StatusCodes.Status503ServiceUnavailable, $"The model `{model}` cannot be used now: {problem}", Server, "model", "model_unavailable");

    public static ApiFault UnusableSibling(string model, string sibling, string problem) => new(
        StatusCodes.Status503ServiceUnavailable, $"The fast sibling `{sibling}` of `{model}` cannot be used now: {problem}", Server, "model", "model_unavailable");

    public static ApiFault UnknownAddress(HttpRequest request) => request.Path.Value is "/v1/chat/completions" or "/v1/responses" or "/v1/embeddings" or "/v1/models"
        ? new(StatusCodes.Status405MethodNotAllowed, $"{request.Method} is not allowed for {request.Path}.", Invalid, null, "method_not_allowed")
        : new(StatusCodes.Status404NotFound, $"Unknown address: {request.Method} {request.Path}.", Invalid, null, "unknown_url");

    public static ApiFault WrongAccessKey(bool given) => new(
        StatusCodes.Status401Unauthorized,
        given ? "The access key is not right." : "An access key is needed: send the header `Authorization: Bearer KEY`.",
        Invalid, null, "invalid_api_key");

    public static ApiFault Internal() => new(
        StatusCodes.Status500InternalServerError, "The portal failed to answer. The log holds the fault under this request's id.",
        Server, null, "internal_error");

    /// <summary>
    /// The key, address and health of an endpoint are the portal's affair, so its failures are gateway errors; the
    /// caller's own key was right.
    /// </summary>
    public static ApiFault From(ModelCallException e) => Describe(e) with { RetryAfter = e.RetryAfter };

    private static ApiFault Describe(ModelCallException e) => e.Kind switch
    {
        ModelErrorKind.UnknownModel => new(StatusCodes.Status404NotFound, e.Message, Invalid, "model", "model_not_found"),
        ModelErrorKind.PromptTooLong => BadRequest(e.Message, "messages", "context_length_exceeded"),
        ModelErrorKind.InvalidRequest => BadRequest(e.Message, null, e.Code),
        ModelErrorKind.ModelUnavailable => new(StatusCodes.Status503ServiceUnavailable, e.Message, Server, "model", e.Code),
        ModelErrorKind.RateLimited => new(StatusCodes.Status429TooManyRequests, e.Message, "rate_limit_error", null, "rate_limit_exceeded"),
        ModelErrorKind.Timeout => new(StatusCodes.Status504GatewayTimeout, e.Message, Server, null, e.Code),
        _ => new(StatusCodes.Status502BadGateway, e.Message, Server, null, e.Code),
    };
}
