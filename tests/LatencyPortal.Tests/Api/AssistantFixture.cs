using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using LatencyPortal.Tests.Shared;
using OpenAI;
using Xunit;

namespace LatencyPortal.Tests.Api;

/// <summary>A portal on a real port with the built-in model, and clients before it.</summary>
public sealed class AssistantFixture : IAsyncLifetime
{
    public const string Model = "portal-assistant";

    private PortalFactory _portal = null!;

    public HttpClient Http { get; private set; } = null!;

    public OpenAIClient OpenAI { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _portal = await PortalFactory.StartAsync(onNetwork: true, builtInModel: true);
        Http = _portal.CreateClient();
        OpenAI = new OpenAIClient(new ApiKeyCredential("anything"), new OpenAIClientOptions
        {
            Endpoint = new Uri(Http.BaseAddress!, "v1"),
            RetryPolicy = new ClientRetryPolicy(0),
        });
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _portal.DisposeAsync();
    }

    /// <summary>Asks the built-in model with these fields added.</summary>
    public Task<HttpResponseMessage> PostAsync(string fields, CancellationToken cancellationToken) => Http.PostAsync(
        new Uri("/v1/chat/completions", UriKind.Relative),
        new StringContent($$"""{"model": "{{Model}}", "messages": [{"role": "user", "content": "What is TTFT?"}], {{fields}}}""", Encoding.UTF8, "application/json"),
        cancellationToken);

    /// <summary>The whole answer to a request that succeeds.</summary>
    public async Task<JsonElement> AskAsync(string fields, CancellationToken cancellationToken)
    {
        using var response = await PostAsync(fields, cancellationToken);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }
}
