using LatencyPortal.Gateway;
using LatencyPortal.Settings;

namespace LatencyPortal.Api;

/// <summary>
/// Runs an API call and tells what goes wrong. A response begins with the model's first update, so that whatever goes wrong before
/// it is told by the status; a client that goes away cancels the call.
/// </summary>
internal sealed partial class ApiCalls(ModelsKnown models, ILogger<ApiCalls> logger)
{
    /// <param name="context">The call.</param>
    /// <param name="run">Answers; gets the id of the call and, for streams, what writes the events.</param>
    /// <param name="tellFailureAsync">Ends a stream that fails in its middle.</param>
    public async Task RunAsync(HttpContext context, Func<Guid, SseWriter, Task> run, Func<SseWriter, ApiFault, Task> tellFailureAsync)
    {
        var id = Guid.CreateVersion7();
        context.Response.Headers["x-request-id"] = id.ToString();
        using var events = new SseWriter(context.Response);
        try
        {
            await models.WaitAsync(context.RequestAborted);
            await run(id, events);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client is gone; nobody is left to tell.
        }
        catch (Exception e)
        {
            var fault = FaultOf(e, id);
            if (!events.Begun)
                await ApiResponses.WriteErrorAsync(context, fault);
            else
                await tellFailureAsync(events, fault);
        }
    }

    private ApiFault FaultOf(Exception e, Guid id)
    {
        switch (e)
        {
            case ApiFaultException { Fault: var fault }:
                return fault;
            case ModelCallException call:
                return ApiFault.From(call);
            default:
                // The message of an unforeseen exception may quote the request; its type and place do not.
                LogFailed(id, e.GetType().Name, e.StackTrace);
                return ApiFault.Internal();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "API request {Id} failed: {Type}\n{Place}")]
    private partial void LogFailed(Guid id, string type, string? place);
}
