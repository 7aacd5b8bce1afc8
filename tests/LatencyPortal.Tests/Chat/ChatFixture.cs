using System.Net.Http.Json;
using LatencyPortal.Chat;
using LatencyPortal.Chat.Turns;
using LatencyPortal.Data;
using LatencyPortal.Telemetry;
using LatencyPortal.Telemetry.Storage;
using LatencyPortal.Testing;
using LatencyPortal.Tests.Shared;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LatencyPortal.Tests.Chat;

/// <summary>A portal with a scripted endpoint behind it, and what the chat page does with it.</summary>
public sealed class ChatFixture : IAsyncLifetime
{
    private PortalFactory _portal = null!;

    public ScriptedEndpoint Endpoint { get; private set; } = null!;

    internal ConversationStore Store => Services.GetRequiredService<ConversationStore>();

    internal GenerationRegistry Generations => Services.GetRequiredService<GenerationRegistry>();

    public IServiceProvider Services => _portal.Services;

    public HttpClient Http { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Endpoint = await ScriptedEndpoint.StartAsync();
        _portal = await PortalFactory.StartAsync(Endpoint.BaseUrl, onNetwork: true); // only a real server limits bodies
        Http = _portal.CreateClient();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _portal.DisposeAsync();
        await Endpoint.DisposeAsync();
    }

    /// <summary>Posts as the page's module does, with the antiforgery token of the page.</summary>
    public Task<HttpResponseMessage> PostAsync(string action, object body, CancellationToken cancellationToken) =>
        PostAsync(action, JsonContent.Create(body), cancellationToken);

    /// <summary>Posts a body of any kind as the page's module does.</summary>
    public async Task<HttpResponseMessage> PostAsync(string action, HttpContent body, CancellationToken cancellationToken)
    {
        var http = new DefaultHttpContext { RequestServices = Services };
        var tokens = Services.GetRequiredService<IAntiforgery>().GetAndStoreTokens(http);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/chat-api/{action}") { Content = body };
        request.Headers.Add("X-XSRF-TOKEN", tokens.RequestToken);
        request.Headers.Add("Cookie", http.Response.Headers.SetCookie.ToString().Split(';')[0]);
        return await Http.SendAsync(request, cancellationToken);
    }

    /// <summary>Asks and starts the job, without HTTP.</summary>
    internal async Task<GenerationJob> AskAsync(string question, CancellationToken cancellationToken, Guid? conversation = null, string model = PortalFactory.Model)
    {
        var turn = await Store.Turns.AskAsync(conversation, new NewQuestion(question, [model]), cancellationToken);
        return Generations.Start(turn.Answers[0]);
    }

    /// <summary>Reads a job's log until its text is this, or to the end.</summary>
    internal static async Task<(string Text, AnswerEnd? End)> ReadAsync(GenerationJob job, CancellationToken cancellationToken, string? until = null)
    {
        var text = "";
        await foreach (var batch in job.Log.ReadAsync(0, cancellationToken))
        {
            text += string.Concat(batch.Select(item => item.Text));
            if (batch[^1].End is { } end)
                return (text, end);
            if (text == until)
                break;
        }

        return (text, null);
    }

    internal async Task<Message> StoredAsync(Guid messageId, CancellationToken cancellationToken) =>
        (await Store.FindMessageAsync(messageId, cancellationToken))!;

    /// <summary>The request record with this id.</summary>
    internal async Task<RequestRecord?> RecordAsync(Guid id, CancellationToken cancellationToken)
    {
        await Services.GetRequiredService<TelemetryWriter>().FlushAsync(cancellationToken);
        return await Services.GetRequiredService<RecordStore>().FindAsync(id, cancellationToken);
    }
}
