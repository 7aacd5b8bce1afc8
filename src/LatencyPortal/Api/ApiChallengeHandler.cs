using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace LatencyPortal.Api;

/// <summary>Answers a wrong or missing access key in OpenAI's form where an API client asks; browsers go to the login page.</summary>
internal sealed class ApiChallengeHandler : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _standard = new();

    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult) =>
        !authorizeResult.Succeeded && context.Request.Path.StartsWithSegments("/v1")
            ? ApiResponses.WriteErrorAsync(context, ApiFault.WrongAccessKey(context.Request.Headers.Authorization.Count > 0))
            : _standard.HandleAsync(next, context, policy, authorizeResult);
}
