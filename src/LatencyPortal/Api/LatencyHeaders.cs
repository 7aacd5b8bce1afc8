using System.Globalization;
using LatencyPortal.Gateway;

namespace LatencyPortal.Api;

/// <summary>The <c>x-latency-*</c> headers: what is known of a call when its answer begins, or, of a whole answer, when it has ended.</summary>
/// <param name="response">Where they are written.</param>
/// <param name="time">The clock of the stamps.</param>
internal sealed class LatencyHeaders(HttpResponse response, TimeProvider time)
{
    private readonly long _began = time.GetTimestamp();

    /// <summary>Whether the client asks for the stamps in the usage.</summary>
    public static bool WantsDetails(HttpRequest request) => request.Headers["x-latency-details"] == "1";

    /// <summary>Writes the headers; the response must not have begun.</summary>
    /// <param name="asked">The model that was asked.</param>
    /// <param name="request">What is known of the call, and which member of a pool answers.</param>
    /// <param name="whole">Whether the answer has ended; of a stream only the beginning is told, however short it is.</param>
    public void Write(ModelDescription asked, RequestContext request, bool whole)
    {
        var (model, stamps) = (request.AnsweredBy ?? asked, request.Stamps);
        var elapsed = time.GetElapsedTime(_began).TotalMilliseconds;
        // A model inside the portal waits for its turn after the call was handed over, one of an endpoint before it is sent.
        Set("queue-ms", model.IsLocal ? stamps.Headers - stamps.RequestWritten : stamps.RequestWritten);
        response.Headers["x-latency-route"] = model.Region is { } region ? $"{model.Endpoint};{Uri.EscapeDataString(region)}" : model.Endpoint;
        if (request.Attempts > 1)
            response.Headers["x-latency-attempts"] = request.Attempts.ToString(CultureInfo.InvariantCulture);
        Set("upstream-ttft-ms", stamps.TimeToFirstToken);
        // Whatever passed without waiting for the model.
        Set("overhead-ms", elapsed - (whole ? stamps.EndToEnd : stamps.TimeToFirstToken));
        if (whole)
            Set("upstream-e2e-ms", stamps.EndToEnd);
    }

    private void Set(string name, double? ms)
    {
        if (ms is { } value)
            response.Headers[$"x-latency-{name}"] = Math.Max(0, value).ToString("0.###", CultureInfo.InvariantCulture);
    }
}
