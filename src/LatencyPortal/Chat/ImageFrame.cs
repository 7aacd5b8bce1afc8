using System.Text.Encodings.Web;
using LatencyPortal.Security;

namespace LatencyPortal.Chat;

/// <summary>
/// The page in the frame that shows an image of an answer, once the reader has asked for it. The portal does not load the image: a server
/// that fetches any address for anybody would be a way into its network.
/// </summary>
internal static class ImageFrame
{
    private const int LongestText = 500;

    /// <param name="address">Address of the image, http or https.</param>
    /// <param name="text">What stands for it when it cannot be loaded.</param>
    /// <param name="context">The request.</param>
    public static IResult Get(string? address, string? text, HttpContext context)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var image) || image.Scheme is not ("http" or "https"))
            return Results.Text("This is no address of an image: it has to begin with http:// or https://.", statusCode: StatusCodes.Status400BadRequest);
        ContentSecurityPolicy.WriteForImage(context, image);
        var description = text is { Length: > LongestText } ? text[..LongestText] : text ?? "";
        return Results.Content(
            $$"""
            <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>Image</title>
            <style nonce="{{ContentSecurityPolicy.NonceOf(context)}}">html, body { height: 100%; margin: 0; font: 14px system-ui } img { width: 100%; height: 100%; object-fit: contain }</style>
            </head><body><img src="{{HtmlEncoder.Default.Encode(image.AbsoluteUri)}}" alt="{{HtmlEncoder.Default.Encode(description)}} (not loaded)" referrerpolicy="no-referrer"></body></html>
            """,
            "text/html; charset=utf-8");
    }
}
