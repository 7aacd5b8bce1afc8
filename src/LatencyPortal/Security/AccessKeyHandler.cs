using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using LatencyPortal.Settings;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace LatencyPortal.Security;

/// <summary>
/// Lets API clients in that send the access key as <c>Authorization: Bearer KEY</c>. Browsers cannot add a header to a WebSocket,
/// so SignalR clients may send it to the hub as <c>access_token</c> in the address.
/// </summary>
internal sealed class AccessKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    IOptions<PortalOptions> portal) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "access-key";

    public const string HubPath = "/hubs/chat";

    private const string Prefix = "Bearer ";

    public static ClaimsPrincipal Owner(string scheme) =>
        new(new ClaimsIdentity([new Claim(ClaimTypes.Name, "owner")], scheme));

    /// <summary>Whether a request brings a key, right or wrong.</summary>
    public static bool BringsKey(HttpRequest request) => request.Headers.Authorization.Count > 0 || TokenOf(request) is not null;

    /// <summary>Compares in constant time, so that the key cannot be guessed letter by letter.</summary>
    public static bool Matches(string? key, string? given) =>
        key is not null && given is not null && CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(key)), SHA256.HashData(Encoding.UTF8.GetBytes(given)));

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        var given = header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? header[Prefix.Length..].Trim() : TokenOf(Request);
        // Clients that must send some key may send any where none is set.
        if (string.IsNullOrEmpty(portal.Value.AccessKey) || given is null)
            return Task.FromResult(AuthenticateResult.NoResult());
        return Task.FromResult(Matches(portal.Value.AccessKey, given)
            ? AuthenticateResult.Success(new AuthenticationTicket(Owner(SchemeName), SchemeName))
            : AuthenticateResult.Fail("The access key is not right."));
    }

    private static string? TokenOf(HttpRequest request) =>
        request.Path.StartsWithSegments(HubPath) && request.Query["access_token"] is [{ Length: > 0 } token] ? token : null;
}
