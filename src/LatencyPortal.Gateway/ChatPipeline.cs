using LatencyPortal.Gateway.Grounding;
using LatencyPortal.Gateway.Metering;
using LatencyPortal.Telemetry;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace LatencyPortal.Gateway;

/// <summary>
/// The order of the pipeline, written once, outermost first: grounding, metering, provider. Metering sits next to the
/// provider so that every call it makes has a record of its own.
/// </summary>
internal sealed class ChatPipeline(HelpIndex help, TelemetryWriter telemetry, TimeProvider time, ILoggerFactory loggers)
{
    public IChatClient Build(ModelDescription model, IChatClient provider, bool grounded)
    {
        IChatClient client = new MeteredChatClient(
            provider, model, telemetry, time, loggers.CreateLogger<MeteredChatClient>());
        if (grounded)
            client = new GroundedChatClient(client, help);
        return client;
    }
}
