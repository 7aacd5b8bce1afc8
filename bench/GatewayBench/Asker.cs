using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;

namespace LatencyPortal.GatewayBench;

/// <summary>Asks a server for an answer and notes when its tokens come. The same code reads from everyone.</summary>
internal sealed partial class Asker(Uri address, string model, bool streams = true, Action<HttpRequestHeaders>? headers = null) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 4096, PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5) }) { Timeout = TimeSpan.FromMinutes(3) };
    private readonly string _body = $$"""{"model":"{{model}}","stream":{{(streams ? "true" : "false")}},"messages":[{"role":"user","content":"{{string.Concat(Enumerable.Repeat("word ", 200))}}"}]}""";

    /// <summary>One answer.</summary>
    /// <returns>Ms to the first token, or to the whole JSON; and for each token its delay against the moment at which the upstream sent it.</returns>
    public async Task<(double FirstMs, List<double> DelaysMs)> AskAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, "/v1/chat/completions")) { Content = new StringContent(_body, Encoding.UTF8, "application/json") };
        headers?.Invoke(request.Headers);
        var begun = Stopwatch.GetTimestamp();
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (!response.IsSuccessStatusCode)
            throw new HttpRequestException($"{address} answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
        await using var body = await response.Content.ReadAsStreamAsync();
        double? first = null;
        var delays = new List<double>();
        var buffer = new byte[16 * 1024];
        var rest = "";
        while (await body.ReadAsync(buffer) is > 0 and var count)
        {
            var text = rest + Encoding.UTF8.GetString(buffer, 0, count);
            var end = text.LastIndexOf('\n') + 1;
            rest = text[end..];
            foreach (var token in Tokens().EnumerateMatches(text.AsSpan(0, end)))
            {
                first ??= Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
                delays.Add(Upstream.Now - double.Parse(text.AsSpan(token.Index, token.Length), CultureInfo.InvariantCulture));
            }
        }

        return (streams ? first ?? throw new InvalidDataException("No token came.") : Stopwatch.GetElapsedTime(begun).TotalMilliseconds, delays);
    }

    public void Dispose() => _http.Dispose();

    [GeneratedRegex(@"\d{13}\.\d\d")]
    private static partial Regex Tokens();
}
