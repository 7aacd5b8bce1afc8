using System.Text.Json;
using System.Text.RegularExpressions;

namespace LatencyPortal.Gateway.Providers;

/// <summary>
/// The models of a Bedrock endpoint. AWS lists them on another host than the one that answers, in two lists: models, and profiles over
/// several regions, by which alone newer models can be called. Behind any other address both are looked for below the base URL, and an
/// endpoint without them says that models have to be named by hand.
/// </summary>
internal static partial class BedrockModelList
{
    /// <summary>Whether an address is AWS's own, so that the lists are beside it.</summary>
    public static bool IsOfAws(Uri address) => OfAws().IsMatch(address.Host);

    public static string ModelsAddress(EndpointConfig endpoint) => Base(endpoint) + "/foundation-models";

    public static string ProfilesAddress(EndpointConfig endpoint) => Base(endpoint) + "/inference-profiles?maxResults=1000";

    /// <summary>The models of the first list that answer in text, piece by piece.</summary>
    public static IReadOnlyList<JsonElement> ModelsOf(JsonElement list) => [.. list.GetProperty("modelSummaries").EnumerateArray().Where(Chats)];

    /// <summary>The names by which these models can be called, by themselves or by a profile of the second list.</summary>
    public static IEnumerable<string?> NamesOf(IReadOnlyList<JsonElement> models, JsonElement profiles)
    {
        var known = models.Select(model => model.Text("modelId")).ToHashSet(StringComparer.Ordinal);
        return models.Where(IsCalledByName).Select(model => model.Text("modelId"))
            .Concat(profiles.GetProperty("inferenceProfileSummaries").EnumerateArray()
                .Where(profile => profile.Items("models").Any(model => known.Contains(LastPart(model.Text("modelArn")))))
                .Select(profile => profile.Text("inferenceProfileId")));
    }

    private static string Base(EndpointConfig endpoint)
    {
        if (!IsOfAws(endpoint.BaseUrl))
            return EndpointAddress.Without(endpoint.BaseUrl);
        var host = endpoint.BaseUrl.Host;
        return $"https://bedrock{host["bedrock-runtime".Length..]}";
    }

    /// <summary>Where the list does not say what a model does, it is kept.</summary>
    private static bool Chats(JsonElement model) =>
        (model.Get("outputModalities") is null || model.Items("outputModalities").Any(modality => modality.ValueEquals("TEXT"u8)))
        && model.Get("responseStreamingSupported") is not { ValueKind: JsonValueKind.False };

    private static bool IsCalledByName(JsonElement model) =>
        model.Get("inferenceTypesSupported") is null || model.Items("inferenceTypesSupported").Any(type => type.ValueEquals("ON_DEMAND"u8));

    private static string? LastPart(string? arn) => arn?[(arn.LastIndexOf('/') + 1)..];

    [GeneratedRegex(@"^bedrock-runtime(-fips)?\.[a-z0-9-]+\.(amazonaws\.com(\.cn)?|api\.aws)$", RegexOptions.IgnoreCase)]
    private static partial Regex OfAws();
}
