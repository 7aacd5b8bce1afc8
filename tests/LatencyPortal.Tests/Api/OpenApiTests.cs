using System.Text;
using System.Text.Json;
using LatencyPortal.Tests.Shared;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LatencyPortal.Tests.Api;

/// <summary>The document describes the API that is there.</summary>
public sealed class OpenApiTests(ApiFixture portal) : IClassFixture<ApiFixture>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Document_Paths_AreThoseOfTheApi()
    {
        var paths = (await DocumentAsync()).GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => $"{operation.Name.ToUpperInvariant()} {path.Name}"));

        var routes = portal.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.RoutePattern.RawText is { } text && (text.StartsWith("/v1/", StringComparison.Ordinal) || text is "/healthz" or "/readyz"))
            .SelectMany(route => (route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [])
                .Select(method => $"{method} {route.RoutePattern.RawText!.Replace("{**id}", "{id}", StringComparison.Ordinal)}"));
        Assert.Equal(routes.Order(StringComparer.Ordinal), paths.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Document_References_AllLeadSomewhere()
    {
        var document = await DocumentAsync();

        var references = ReferencesIn(document).ToList();
        Assert.NotEmpty(references);
        Assert.All(references, reference =>
        {
            var at = document;
            foreach (var step in reference.Split('/').Skip(1))
                Assert.True(at.TryGetProperty(step, out at), reference);
        });
    }

    [Theory]
    [InlineData("/v1/chat/completions", "ChatCompletionRequest")]
    [InlineData("/v1/responses", "ResponseRequest")]
    public async Task Document_TypedFields_AreReadByTheApi(string path, string schema)
    {
        // A value of a wrong type in a field that is described must not be ignored.
        var fields = (await DocumentAsync()).GetProperty("components").GetProperty("schemas").GetProperty(schema).GetProperty("properties").EnumerateObject()
            .Where(field => field.Value.TryGetProperty("type", out _)).Select(field => field.Name).ToList();

        var ignored = new List<string>();
        foreach (var field in fields.Where(field => field is not "model"))
        {
            var body = path.EndsWith("responses", StringComparison.Ordinal)
                ? $$"""{"model": "{{PortalFactory.Model}}", "input": "Hi", "{{field}}": WRONG}"""
                : ApiFixture.Body($"\"{field}\": WRONG");
            var refused = false;
            foreach (var wrong in (string[])["1e300", "\"\\ud800\"", "[[]]"])
            {
                using var response = await portal.Http.PostAsync(
                    new Uri(path, UriKind.Relative), new StringContent(body.Replace("WRONG", wrong, StringComparison.Ordinal), Encoding.UTF8, "application/json"), Stop);
                refused |= (int)response.StatusCode == 400;
            }

            if (!refused)
                ignored.Add(field);
        }

        // These are judged by the endpoint alone.
        Assert.Equal(path.EndsWith("responses", StringComparison.Ordinal) ? [] : ["logit_bias", "top_k", "min_p", "repetition_penalty"], ignored);
    }

    private async Task<JsonElement> DocumentAsync() =>
        JsonSerializer.Deserialize<JsonElement>(await portal.Http.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), Stop));

    private static IEnumerable<string> ReferencesIn(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(field =>
            field.NameEquals("$ref") ? [field.Value.GetString()!] : ReferencesIn(field.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(ReferencesIn),
        _ => [],
    };
}
