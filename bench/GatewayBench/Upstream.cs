using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LatencyPortal.GatewayBench;

/// <summary>
/// An OpenAI-compatible server whose model's name says how it answers: <c>FIRST-GAP-COUNT</c> is COUNT tokens, the first after FIRST ms, the
/// others GAP ms apart. Each token is the time at which it was sent, in ms since 1970.
/// </summary>
internal sealed class Upstream : IAsyncDisposable
{
    private static readonly byte[] Whole = Encoding.UTF8.GetBytes(
        """{"id":"x","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":1,"total_tokens":10}}""");

    private readonly WebApplication _app;
    private readonly Func<double>? _firstMs;
    private int _requests;

    private Upstream(WebApplication app, Func<double>? firstMs) => (_app, _firstMs) = (app, firstMs);

    public Uri Address { get; private set; } = null!;

    /// <summary>Chat requests so far.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>Starts one on a free port of 127.0.0.1.</summary>
    /// <param name="firstMs">Draws the time to first token in place of what the model's name says.</param>
    public static async Task<Upstream> StartAsync(Func<double>? firstMs = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var upstream = new Upstream(builder.Build(), firstMs);
        upstream._app.Run(upstream.ServeAsync);
        await upstream._app.StartAsync();
        upstream.Address = new Uri(upstream._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return upstream;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    public static double Now => (DateTime.UtcNow - DateTime.UnixEpoch).TotalMilliseconds;

    private async Task ServeAsync(HttpContext http)
    {
        Interlocked.Increment(ref _requests);
        using var body = await System.Text.Json.JsonDocument.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
        var model = body.RootElement.GetProperty("model").GetString()!;
        if (!body.RootElement.TryGetProperty("stream", out var stream) || !stream.GetBoolean())
        {
            http.Response.ContentType = "application/json";
            await http.Response.Body.WriteAsync(Whole, http.RequestAborted);
            return;
        }

        var parts = model[(model.LastIndexOf('/') + 1)..].Split('-').Select(part => double.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        var first = _firstMs?.Invoke() ?? parts[0];
        http.Response.ContentType = "text/event-stream";
        for (var i = 0; i < (int)parts[2]; i++)
        {
            var wait = i == 0 ? first : parts[1];
            if (wait > 0)
                await Task.Delay(TimeSpan.FromMilliseconds(wait), http.RequestAborted);
            await WriteAsync($$"""{"id":"x","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"{{Now.ToString("F2", CultureInfo.InvariantCulture)}} "},"finish_reason":null}]}""");
        }

        await WriteAsync("""{"id":"x","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""");
        await WriteAsync("[DONE]");

        async Task WriteAsync(string data)
        {
            await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes($"data: {data}\n\n"), http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
        }
    }
}
