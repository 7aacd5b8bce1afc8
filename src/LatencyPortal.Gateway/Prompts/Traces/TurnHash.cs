using LatencyPortal.Gateway.Prompts.Caching;
using LatencyPortal.Gateway.Prompts.Templates;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Prompts.Traces;

/// <summary>Hashes of whole messages: what was asked is a turn of the next request, and both have to be known as the same.</summary>
internal static class TurnHash
{
    /// <summary>The hash of a message, who said it and what it holds beside text included.</summary>
    public static ulong Of(TraceHash hash, ChatMessage message) => PromptMarks.Chain(hash.Of("role", message.Role.Value), OfContent(hash, message));

    /// <summary>The hash of what a message holds, whoever said it.</summary>
    public static ulong OfContent(TraceHash hash, ChatMessage message)
    {
        var all = hash.Of("value", CanonicalText.Lines(message.Text));
        foreach (var content in message.Contents)
        {
            all = content switch
            {
                DataContent data => PromptMarks.Chain(all, hash.Of(data.Data.Span)),
                UriContent uri => PromptMarks.Chain(all, hash.Of("uri", uri.Uri.OriginalString)),
                // Its arguments and results differ from call to call, and so do their ids.
                FunctionCallContent call => PromptMarks.Chain(all, hash.Of("call", call.CallId)),
                FunctionResultContent result => PromptMarks.Chain(all, hash.Of("result", $"{result.CallId}\n{result.Result}")),
                _ => all,
            };
        }

        return all;
    }
}
