namespace LatencyPortal.Api;

/// <summary>
/// <c>GET /openapi/v1.json</c>, without login: a document written by hand, because requests are read field by field and no type of
/// the code describes them.
/// </summary>
internal static class OpenApiEndpoint
{
    private const string Resource = "openapi.json";

    public static void MapOpenApiDocument(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/openapi/v1.json", () => Results.Stream(Open(), "application/json")).AllowAnonymous();

    private static Stream Open() => typeof(OpenApiEndpoint).Assembly.GetManifestResourceStream(Resource)
        ?? throw new InvalidOperationException($"{Resource} is missing in the program.");
}
