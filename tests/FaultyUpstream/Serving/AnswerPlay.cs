using System.IO.Compression;
using System.Net.Sockets;
using System.Text;
using LatencyPortal.Testing.Upstream.Wire;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LatencyPortal.Testing.Upstream.Serving;

/// <summary>Plays one answer with its faults onto one response.</summary>
internal sealed class AnswerPlay(HttpContext http, UpstreamRequest request, UpstreamPlan plan, Asked asked, TimeProvider time, CancellationToken closing)
{
    private const int HugeLine = 10 * 1024 * 1024;

    /// <summary>A closed port: whoever follows the redirect gets nowhere.</summary>
    private const string Elsewhere = "http://127.0.0.1:1/v1";

    private static readonly FaultKind[] Unreadable =
        [FaultKind.NoBlankLine, FaultKind.CutJson, FaultKind.IncompleteCharacter, FaultKind.LoneSurrogate, FaultKind.Damaged];

    private readonly Random _random = new(request.Seed);
    private readonly AnswerScript _script = plan.Answer;
    private IReadOnlyList<string> _tokens = [];
    private int _generated;

    public async Task PlayAsync()
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, closing);
        _tokens = _script.DrawTokens(_random);
        try
        {
            await PlayAsync(over.Token);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // Who was told first, this or the request itself, is left to chance.
            if (!closing.IsCancellationRequested)
                request.ClientLeft();
            if (_script.GoesOnForNobody)
                await GenerateRestAsync();
            request.ClosesItself();
            http.Abort();
        }
    }

    private async Task PlayAsync(CancellationToken over)
    {
        if (request.ConnectionReused && request.Has(FaultKind.CloseAtReuse))
        {
            await CloseAsync(over);
            return;
        }

        await DelayAsync(_script.HeadersAfter, over);
        if (request.Of(FaultKind.SilentBeforeHeaders) is { } silent)
            await PauseAsync(silent, over);
        var answer = asked.Answer(request.Format, UsageReport.For(_script, request.Cache, _tokens.Count, request.Faults));
        if (request.Has(FaultKind.ResetBeforeHeaders))
            Reset();
        else if (request.Has(FaultKind.CloseBeforeHeaders))
            await CloseAsync(over);
        else if (request.Of(FaultKind.Status) is { } status)
            await RefuseAsync(answer, status, over);
        else if (request.Refusal is { } refusal)
            await RefuseAsync(answer, refusal.Status, refusal.Message, over);
        else if (request.Of(FaultKind.Redirect) is { } redirect)
            Redirect(redirect);
        else if (request.Has(FaultKind.WebPage))
            await SendAsync("text/html; charset=utf-8", "<!doctype html><title>Welcome</title><p>This is no model.</p>", over);
        else
            await AnswerAsync(answer, over);
    }

    private async Task AnswerAsync(WireAnswer answer, CancellationToken over)
    {
        if (!asked.Streams)
            await GenerateAllAsync(over);
        http.Response.ContentType = request.Of(FaultKind.WrongContentType) is { } wrong ? wrong.Text ?? "text/plain" : ContentType(answer);
        if (BodyEncoding() is { } encoding)
            http.Response.Headers.ContentEncoding = encoding;
        await http.Response.StartAsync(over);
        await http.Response.Body.FlushAsync(over);
        request.HeadersSent();
        if (request.Of(FaultKind.SilentAfterHeaders) is { } silent)
            await PauseAsync(silent, over);
        var body = BodyEncoding() switch
        {
            "gzip" => new GZipStream(http.Response.Body, CompressionLevel.Fastest, leaveOpen: true),
            "br" => new BrotliStream(http.Response.Body, CompressionLevel.Fastest, leaveOpen: true),
            _ => http.Response.Body, // nobody who cannot undo Zstandard can tell
        };
        var delivery = new Delivery(body, request, time, _random);
        if (!(asked.Streams ? await StreamAsync(answer, delivery, over) : await WholeAsync(answer, delivery, over)))
            return;
        await delivery.FlushAsync(over);
        if (body != http.Response.Body)
            await body.DisposeAsync();
        if (request.Has(FaultKind.CloseWhenIdle))
            http.Features.GetRequiredFeature<IConnectionLifetimeNotificationFeature>().RequestClose();
    }

    /// <summary>Sends the stream.</summary>
    /// <returns>False when the connection was closed in the middle.</returns>
    private async Task<bool> StreamAsync(WireAnswer answer, Delivery delivery, CancellationToken over)
    {
        var writer = new FrameWriter(answer.Framing, request.Faults, _random);
        Task SendAsync(Frame frame, int tokens) => delivery.SendAsync(writer.Write(frame, tokens), over);

        var first = _script.FirstTokenAfter * (request.Of(FaultKind.SlowFirstToken)?.Factor ?? 1);
        await DelayAsync(first, over);
        foreach (var frame in answer.Opening())
            await SendAsync(frame, 0);
        for (var i = 0; i <= _tokens.Count; i++)
        {
            if (await InterruptAsync(answer, writer, delivery, i, over) is { } whole)
                return whole;
            if (i == _tokens.Count)
                break;
            if (i > 0)
                await DelayAsync(_script.TokenEvery, over);
            Generate();
            var token = TokenAt(i);
            await SendAsync(answer.Token(token, i == 0), i);
            if (!request.Has(FaultKind.Zstandard) && !request.Faults.Any(fault => SpoilsIn(answer.Framing, fault.Kind) && i >= fault.AfterTokens))
                request.TokenSent(token);
        }

        var text = string.Concat(_tokens);
        foreach (var frame in answer.Closing(text))
            await SendAsync(frame, _tokens.Count);
        if (answer.Done(text) is { } done)
        {
            for (var times = request.Has(FaultKind.MissingDone) ? 0 : request.Has(FaultKind.DoubleDone) ? 2 : 1; times > 0; times--)
                await SendAsync(done, _tokens.Count);
        }

        if (request.Has(FaultKind.DataAfterDone))
            await SendAsync(answer.Token(" after the end", isFirst: false), _tokens.Count);
        await delivery.SendAsync(writer.End(), over);
        return true;
    }

    /// <summary>The faults that come after some tokens.</summary>
    /// <returns>Whether the body ends as a whole one, when it ends here.</returns>
    private async Task<bool?> InterruptAsync(WireAnswer answer, FrameWriter writer, Delivery delivery, int tokens, CancellationToken over)
    {
        foreach (var fault in request.Faults.Where(fault => Math.Min(fault.AfterTokens, _tokens.Count) == tokens))
        {
            switch (fault.Kind)
            {
                case FaultKind.Stall:
                    await delivery.FlushAsync(over);
                    await PauseAsync(fault, over);
                    break;
                case FaultKind.Reset:
                    await delivery.FlushAsync(over);
                    Reset();
                    return false;
                case FaultKind.Close:
                    await delivery.FlushAsync(over);
                    await CloseAsync(over);
                    return false;
                case FaultKind.NoFinish:
                    await delivery.SendAsync(writer.End(), over);
                    return true;
                case FaultKind.ErrorEvent:
                    await delivery.SendAsync(writer.Write(answer.Error("The upstream broke down."), tokens), over);
                    await delivery.SendAsync(writer.End(), over);
                    return true;
            }
        }

        return null;
    }

    /// <summary>Sends an answer that is no stream; faults in mid-stream come after its first half.</summary>
    private async Task<bool> WholeAsync(WireAnswer answer, Delivery delivery, CancellationToken over)
    {
        if (request.Has(FaultKind.ErrorEvent))
        {
            await delivery.SendAsync(Encoding.UTF8.GetBytes(answer.Refusal(500, "The upstream broke down.")), over);
            return true;
        }

        var text = string.Concat(Enumerable.Range(0, _tokens.Count).Select(TokenAt));
        var json = new FrameWriter(Framing.Lines, request.Faults, _random).Write(new Frame(answer.Whole(text)), 0);
        var half = json.Length / 2;
        await delivery.SendAsync(json.AsMemory(0, half), over);
        if (request.Has(FaultKind.NoFinish))
            return true;
        if (request.Of(FaultKind.Stall) is { } stall)
        {
            await delivery.FlushAsync(over);
            await PauseAsync(stall, over);
        }

        if (request.Has(FaultKind.Reset) || request.Has(FaultKind.Close))
        {
            await delivery.FlushAsync(over);
            if (request.Has(FaultKind.Reset))
                Reset();
            else
                await CloseAsync(over);
            return false;
        }

        await delivery.SendAsync(json.AsMemory(half), over);
        if (!request.Has(FaultKind.Zstandard))
            request.TokenSent(text);
        return true;
    }

    private async Task GenerateAllAsync(CancellationToken over)
    {
        await DelayAsync(_script.FirstTokenAfter * (request.Of(FaultKind.SlowFirstToken)?.Factor ?? 1), over);
        while (_generated < _tokens.Count)
        {
            if (_generated > 0)
                await DelayAsync(_script.TokenEvery, over);
            Generate();
        }
    }

    /// <summary>What a server does that does not notice that its client has left.</summary>
    private async Task GenerateRestAsync()
    {
        while (_generated < _tokens.Count && !closing.IsCancellationRequested)
        {
            await Task.Delay(_script.Draw(_script.TokenEvery, _random), time, closing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Generate();
        }
    }

    private void Generate()
    {
        _generated++;
        request.TokenGenerated();
    }

    private string TokenAt(int index)
    {
        var token = _tokens[index];
        foreach (var fault in request.Faults.Where(fault => fault.AfterTokens == index))
        {
            token = fault.Kind switch
            {
                FaultKind.HugeLine => new string('x', fault.Size ?? HugeLine),
                FaultKind.IncompleteCharacter => token + FrameWriter.IncompleteCharacter,
                FaultKind.LoneSurrogate => token + FrameWriter.LoneSurrogate,
                FaultKind.Nul => token + "\0",
                FaultKind.AnsiEscapes => token + "\u001b[31m\u001b]0;title\u0007\u001b[0m",
                _ => token,
            };
        }

        return token;
    }

    private async Task RefuseAsync(WireAnswer answer, Fault fault, CancellationToken over)
    {
        var status = fault.Status ?? StatusCodes.Status503ServiceUnavailable;
        if (fault.RetryAfter is not null)
            http.Response.Headers.RetryAfter = fault.RetryAfter;
        await RefuseAsync(answer, status, $"The upstream refuses with {status}.", over);
    }

    private async Task RefuseAsync(WireAnswer answer, int status, string message, CancellationToken over)
    {
        http.Response.StatusCode = status;
        await SendAsync("application/json", answer.Refusal(status, message), over);
    }

    private void Redirect(Fault fault)
    {
        http.Response.StatusCode = fault.Status ?? StatusCodes.Status307TemporaryRedirect;
        http.Response.Headers.Location = fault.Text ?? Elsewhere;
        request.HeadersSent();
    }

    private async Task SendAsync(string contentType, string body, CancellationToken over)
    {
        http.Response.ContentType = contentType;
        request.HeadersSent();
        await new Delivery(http.Response.Body, request, time, _random).SendAsync(Encoding.UTF8.GetBytes(body), over);
    }

    private static bool SpoilsIn(Framing framing, FaultKind kind) => Unreadable.Contains(kind) && kind switch
    {
        FaultKind.NoBlankLine => framing == Framing.Events,
        FaultKind.Damaged => framing == Framing.Checked,
        _ => true,
    };

    private string? BodyEncoding() =>
        request.Has(FaultKind.Gzip) ? "gzip" : request.Has(FaultKind.Brotli) ? "br" : request.Has(FaultKind.Zstandard) ? "zstd" : null;

    private string ContentType(WireAnswer answer) => !asked.Streams ? "application/json" : answer.Framing switch
    {
        Framing.Events => "text/event-stream",
        Framing.Lines => "application/x-ndjson",
        Framing.Checked => EventStreamFrame.MediaType,
        _ => "application/json",
    };

    private Task DelayAsync(TimeSpan median, CancellationToken over)
    {
        var wait = _script.Draw(median, _random);
        return wait > TimeSpan.Zero ? Task.Delay(wait, time, over) : Task.CompletedTask;
    }

    private Task PauseAsync(Fault fault, CancellationToken over) => request.PauseAsync(fault.Lasts ?? Timeout.InfiniteTimeSpan, over);

    /// <summary>Closes the connection in the middle: FIN, where the server itself would reset it. Ends when the client closes too.</summary>
    private async Task CloseAsync(CancellationToken over)
    {
        request.ClosesItself();
        http.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket.Shutdown(SocketShutdown.Send);
        await Task.Delay(Timeout.InfiniteTimeSpan, time, over);
    }

    /// <summary>Closes the connection hard: RST.</summary>
    private void Reset()
    {
        request.ClosesItself();
        var socket = http.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket;
        socket.LingerState = new LingerOption(true, 0);
        socket.Dispose(); // the server itself would send FIN first
        http.Abort();
    }
}
