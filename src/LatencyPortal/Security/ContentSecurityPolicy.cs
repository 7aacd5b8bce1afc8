using System.Security.Cryptography;

namespace LatencyPortal.Security;

/// <summary>
/// Response headers of every page. Scripts run only from this origin or with the nonce of the response; the one
/// Trusted Types policy is made by <c>trusted-types.js</c>. Styles need 'unsafe-inline' because the component library
/// inserts its theme as a style element.
/// </summary>
internal static class ContentSecurityPolicy
{
    private const string NonceKey = "csp-nonce";

    /// <summary>The nonce of this response, for the import map.</summary>
    public static string NonceOf(HttpContext context) => (string)(context.Items[NonceKey] ??= NewNonce());

    public static void Write(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        if (context.Request.Path.StartsWithSegments("/v1"))
        {
            // What the API answers is no page: nothing in it may run, and no nonce is made for it.
            headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
            return;
        }

        headers.ContentSecurityPolicy =
            "default-src 'none'; script-src 'self' 'nonce-" + NonceOf(context) + "'; style-src 'self' 'unsafe-inline'; " +
            "img-src 'self' data:; frame-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; object-src 'none'; base-uri 'self'; " +
            "form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types default";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
    }

    /// <summary>
    /// For a page that shows one image of another site and stands in a frame of the portal. It may load this image and nothing else, and
    /// runs in an origin of its own.
    /// </summary>
    /// <param name="context">The response.</param>
    /// <param name="image">An http or https address.</param>
    public static void WriteForImage(HttpContext context, Uri image) =>
        // An address in a policy has no query, and ends before a semicolon or comma; the path is exact enough.
        context.Response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; img-src {image.GetLeftPart(UriPartial.Path).Replace(";", "%3B", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal)}; "
            + $"style-src 'nonce-{NonceOf(context)}'; frame-ancestors 'self'; sandbox";

    private static string NewNonce() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(18));
}
