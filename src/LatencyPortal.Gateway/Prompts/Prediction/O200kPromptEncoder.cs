using LatencyPortal.Gateway.Prompts.Composition;
using LatencyPortal.Gateway.Prompts.Replay;
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
        var blocks = new List<int>();
        foreach (var tool in options?.Tools?.OfType<AIFunctionDeclaration>() ?? [])
            O200kCounter.Instance.Encode($"{tool.Name}\n{tool.Description}\n{tool.JsonSchema.GetRawText()}\n", tokens);
        if (tokens.Count > 0)
            blocks.Add(tokens.Count);
        var (tools, system) = (blocks.Count - 1, -1);
        var plan = CallExtras.From(options)?.CachePlan;
        var planned = new List<(int Block, string? Lifetime)>();
        if (tools >= 0 && plan?.Markers.FirstOrDefault(marker => marker.Place == OutlinePlace.Tools) is { } onTools)
            planned.Add((tools, onTools.Lifetime));
        foreach (var message in messages)
        {
            cancellationToken.ThrowIfCancellationRequested();
            O200kCounter.Instance.Encode($"{message.Role.Value}\n", tokens);
            foreach (var content in message.Contents.OfType<TextContent>())
            {
                O200kCounter.Instance.Encode(content.Text, tokens);
                if (plan is null || CacheMark.Of(content) is not { } mark)
                    continue;
                planned.Add((blocks.Count, mark.Lifetime));
                blocks.Add(tokens.Count);
            }

            if (blocks.Count == 0 || blocks[^1] < tokens.Count)
                blocks.Add(tokens.Count);
            if (message.Role == ChatRole.System && system < 0)
                system = blocks.Count - 1;
        }

        return ValueTask.FromResult<EncodedPrompt?>(new EncodedPrompt([.. tokens]) { Blocks = blocks, Ends = new PromptEnds(tools, system, blocks.Count - 1), Planned = plan is null ? null : planned });
    }
}
