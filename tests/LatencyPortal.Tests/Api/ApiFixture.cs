using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using LatencyPortal.Telemetry;
using LatencyPortal.Telemetry.Storage;
using LatencyPortal.Testing;
using LatencyPortal.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using OpenAI;
using Xunit;

namespace LatencyPortal.Tests.Api;

/// <summary>A portal on a real port, with a scripted endpoint behind it and clients before it.</summary>
public sealed class ApiFixture : IAsyncLifetime
{
    private PortalFactory _portal = null!;

    public ScriptedEndpoint Endpoint { get; private set; } = null!;

    /// <summary>An ordinary HTTP client.</summary>
    public HttpClient Http { get; private set; } = null!;

    /// <summary>The official client; it does not try again, so that a test sees the first answer.</summary>
    public OpenAIClient OpenAI { get; private set; } = null!;

    public IServiceProvider Services => _portal.Services;

    public async ValueTask InitializeAsync()
    {
        Endpoint = await ScriptedEndpoint.StartAsync();
        _portal = await PortalFactory.StartAsync(Endpoint.BaseUrl, onNetwork: true);
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
        await Endpoint.DisposeAsync();
    }

    /// <summary>Sends a chat completion request as it stands.</summary>
    public Task<HttpResponseMessage> PostAsync(string json, CancellationToken cancellationToken) =>
        PostAsync(new StringContent(json, Encoding.UTF8, "application/json"), cancellationToken);

    public async Task<HttpResponseMessage> PostAsync(HttpContent content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = content };
        return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    /// <summary>A body with one message and whatever fields a test adds.</summary>
    public static string Body(string fields = "") =>
        $$"""{"model": "{{PortalFactory.Model}}", "messages": [{"role": "user", "content": "Hi"}]{{(fields.Length > 0 ? ", " : "")}}{{fields}}}""";

    public static async Task<JsonElement> ErrorOfAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        var error = body.GetProperty("error");
        Assert.Equal(["message", "type", "param", "code"], error.EnumerateObject().Select(field => field.Name));
        Assert.False(string.IsNullOrWhiteSpace(error.GetProperty("message").GetString()));
        return error;
    }

    /// <summary>The record of an answered request, by its <c>x-request-id</c>.</summary>
    public async Task<RequestRecord?> RecordOfAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await Services.GetRequiredService<TelemetryWriter>().FlushAsync(cancellationToken);
        var id = Guid.Parse(response.Headers.GetValues("x-request-id").Single());
        return await Services.GetRequiredService<RecordStore>().FindAsync(id, cancellationToken);
    }

    /// <summary>Waits for the record of a request whose client did not.</summary>
    public async Task<RequestRecord> WrittenRecordAsync(Guid id, CancellationToken cancellationToken)
    {
        using var found = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // Watching begins before looking, so that a record written between the two is not missed.
        var written = WatchAsync(id, found.Token);
        if (await Services.GetRequiredService<RecordStore>().FindAsync(id, cancellationToken) is not { } record)
            return await written;
        await found.CancelAsync();
        return record;
    }

    private async Task<RequestRecord> WatchAsync(Guid id, CancellationToken cancellationToken)
    {
        await foreach (var record in Services.GetRequiredService<TelemetryWriter>().WatchAsync(cancellationToken))
        {
            if (record.Id == id)
                return record;
        }

        throw new InvalidOperationException("The portal stopped.");
    }
}
