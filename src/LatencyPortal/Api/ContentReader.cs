using System.Text.Json;
using LatencyPortal.Gateway;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Api;

/// <summary>Reads the content of a message: a string, or an array of parts.</summary>
internal static class ContentReader
{
    /// <summary>Content that can only be text.</summary>
    public static string Text(JsonElement message, string param)
    {
        var content = message.Require("content", param);
        return content.ValueKind switch
        {
            JsonValueKind.String => content.Text(param),
            JsonValueKind.Array => string.Concat(content.EnumerateArray().Select((part, i) => TextPart(part, $"{param}[{i}]"))),
            _ => throw JsonFields.WrongType(param, "a string or an array of text parts", content),
        };
    }

    /// <summary>Content that can only be text, in the parts in which it came.</summary>
    public static List<AIContent> Texts(JsonElement message, string param)
    {
        var content = message.Require("content", param);
        return content.ValueKind == JsonValueKind.Array
            ? [.. content.EnumerateArray().Select((part, i) => new TextContent(TextPart(part, $"{param}[{i}]")))]
            : [new TextContent(Text(message, param))];
    }

    /// <summary>Content of a user: texts and images in the parts in which they came.</summary>
    public static List<AIContent> TextAndImages(JsonElement message, ModelDescription model, string param)
    {
        var content = message.Require("content", param);
        if (content.ValueKind == JsonValueKind.String)
            return [new TextContent(content.Text(param))];
        if (content.ValueKind != JsonValueKind.Array)
            throw JsonFields.WrongType(param, "a string or an array of parts", content);
        var contents = new List<AIContent>();
        foreach (var (i, part) in content.EnumerateArray().Index())
        {
            var at = $"{param}[{i}]";
            switch (TypeOf(part, at))
            {
                case "text":
                    contents.Add(new TextContent(TextOf(part, at)));
                    break;
                case "image_url":
                    LocalRefusal.Images(model, $"{at}.type");
                    contents.Add(Image(part, at));
                    break;
                default:
                    throw OtherPart(at, "text or image_url: audio and files are not offered");
            }
        }

        return contents;
    }

    /// <summary>An image by its address.</summary>
    /// <param name="address">A <c>data:</c> URL of an image, or an https URL that the endpoint can reach.</param>
    /// <param name="detail">low, high or auto; <see langword="null"/> leaves it to the endpoint.</param>
    /// <param name="param">Where the address stands in the request.</param>
    public static AIContent ImageAt(string address, string? detail, string param)
    {
        AIContent image;
        if (address.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
            image = Data(address, param);
        else if (Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps)
            image = new UriContent(uri, "image/*");
        else
            throw new ApiFaultException(ApiFault.BadRequest($"`{param}` must be a data: URL of an image or an https URL.", param, "invalid_value"));
        if (detail is not null)
            image.AdditionalProperties = new AdditionalPropertiesDictionary { ["detail"] = detail };
        return image;
    }

    private static AIContent Image(JsonElement part, string param)
    {
        var at = $"{param}.image_url";
        var image = part.Require("image_url", at);
        image.RequireObject(at);
        return ImageAt(
            image.Require("url", $"{at}.url").Text($"{at}.url"),
            image.Field("detail")?.Text($"{at}.detail"),
            $"{at}.url");
    }

    private static DataContent Data(string address, string param)
    {
        try
        {
            var data = new DataContent(address);
            if (data.HasTopLevelMediaType("image") && data.Data.Length > 0)
                return data;
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            // No URL of data, or not base 64.
        }

        throw new ApiFaultException(ApiFault.BadRequest(
            $"`{param}` must be an image in base 64, for example data:image/png;base64,…", param, "invalid_value"));
    }

    private static string TextPart(JsonElement part, string param) =>
        TypeOf(part, param) == "text" ? TextOf(part, param) : throw OtherPart(param, "text: images can only be part of a user's message");

    private static string TypeOf(JsonElement part, string param)
    {
        part.RequireObject(param);
        return part.Field("type")?.Text($"{param}.type") ?? "";
    }

    private static string TextOf(JsonElement part, string param) => part.Require("text", $"{param}.text").Text($"{param}.text");

    private static ApiFaultException OtherPart(string param, string allowed) =>
        new(ApiFault.BadRequest($"`{param}.type` must be {allowed}.", $"{param}.type", "invalid_value"));
}
