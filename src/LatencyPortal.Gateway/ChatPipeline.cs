using LatencyPortal.Gateway.Grounding;
using LatencyPortal.Gateway.Metering;
using LatencyPortal.Gateway.Prompts.Families;
using LatencyPortal.Gateway.Prompts.Prediction;
using LatencyPortal.Telemetry;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace LatencyPortal.Gateway;

/// <summary>
/// The order of the pipeline, written once, outermost first: grounding, gate, prediction, metering, provider. Metering sits next to the
/// provider so that every call it makes has a record of its own.
/// </summary>
internal sealed class ChatPipeline(HelpIndex help, TelemetryWriter telemetry, TimeProvider time, ILoggerFactory loggers)
{
    /// <param name="model">The model.</param>
    /// <param name="provider">What calls it.</param>
    /// <param name="family">The rule of its cache, where it is known.</param>
    /// <param name="encode">Tokens of its prompts.</param>
    /// <param name="grounded">Whether help entries go into its prompts.</param>
    public IChatClient Build(ModelDescription model, IChatClient provider, ModelFamily? family, PromptEncoder encode, bool grounded)
    {
        IChatClient client = new MeteredChatClient(
            provider, model, telemetry, time, loggers.CreateLogger<MeteredChatClient>());
        if (family is not null)
            client = new CachePredictionClient(client, family, encode, time);
        if (family is not null && FanOutGateClient.Applies(family))
            client = new FanOutGateClient(client, family, time);
        if (grounded)
            client = new GroundedChatClient(client, help);
        return client;
    }
}
