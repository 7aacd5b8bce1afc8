using System.Net;

namespace LatencyPortal.Gateway;

/// <summary>Notes the status of the answer to one request on its way past; what is made of the answer stays as it is.</summary>
internal sealed class AnswerNote(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private HttpStatusCode? _status;

    /// <summary>Whether there is nothing at the address that was asked, while the server itself is there.</summary>
    public bool SaysNotThere => _status is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        _status = response.StatusCode;
        return response;
    }
}
