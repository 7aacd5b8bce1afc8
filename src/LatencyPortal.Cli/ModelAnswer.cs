using System.Text;
using LatencyPortal.Gateway;
using LatencyPortal.Gateway.Grounding;
using LatencyPortal.Telemetry;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Cli;

/// <summary>One answer through the pipeline.</summary>
/// <param name="Text">The whole text.</param>
/// <param name="Documents">The help entries in the prompt, best first.</param>
/// <param name="Record">Stamps and token counts.</param>
/// <param name="Drafting">Counts of speculative decoding, if the model has them.</param>
internal sealed record ModelAnswer(string Text, IReadOnlyList<HelpDocument> Documents, RequestRecord Record, DraftingUsage? Drafting)
{
    /// <summary>Asks a model and waits for the end of its answer.</summary>
    /// <param name="model">The model.</param>
    /// <param name="messages">The conversation, oldest first.</param>
    /// <param name="options">Settings of the call, if any.</param>
    /// <param name="onText">Sees the text as it streams.</param>
    /// <param name="cancellationToken">Stops the model within one step.</param>
    /// <exception cref="ModelCallException">The call failed.</exception>
    public static async Task<ModelAnswer> AskAsync(
        GatewayModel model, IReadOnlyList<ChatMessage> messages, ChatOptions? options, Action<string>? onText, CancellationToken cancellationToken)
    {
        var context = new RequestContext(TimeProvider.System, "cli");
        var text = new StringBuilder();
        await foreach (var update in model.Client.GetStreamingResponseAsync(messages, context.Attach(options), cancellationToken))
        {
            if (update.Text.Length == 0)
                continue;
            text.Append(update.Text);
            onText?.Invoke(update.Text);
        }

        var record = context.Record ?? throw new InvalidOperationException("The stream ended without a record.");
        return new ModelAnswer(text.ToString(), context.Documents, record, context.Drafting);
    }
}
