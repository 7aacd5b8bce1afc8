using LatencyPortal.Gateway.Prompts.Tokens;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Prompts.Prediction;

/// <summary>
/// Prompts of endpoints in the tokens of o200k_base, message by message: which of their tokens two prompts share is what counts, and other
/// encodings share nearly the same part.
/// </summary>
internal static class O200kPromptEncoder
{
    public static ValueTask<EncodedPrompt?> EncodeAsync(IReadOnlyList<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        var tokens = new List<int>();
        var ends = new List<int>();
        foreach (var tool in options?.Tools?.OfType<AIFunctionDeclaration>() ?? [])
            tokens.AddRange(O200kCounter.Encode($"{tool.Name}\n{tool.Description}\n{tool.JsonSchema.GetRawText()}\n"));
        if (tokens.Count > 0)
            ends.Add(tokens.Count);
        foreach (var message in messages)
        {
            cancellationToken.ThrowIfCancellationRequested();
            tokens.AddRange(O200kCounter.Encode($"{message.Role.Value}\n"));
            tokens.AddRange(O200kCounter.Encode(message.Text));
            ends.Add(tokens.Count);
        }

        return ValueTask.FromResult<EncodedPrompt?>(new EncodedPrompt([.. tokens], ends));
    }
}
