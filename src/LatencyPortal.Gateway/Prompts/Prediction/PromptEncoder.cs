using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Prompts.Prediction;

/// <summary>Encodes the prompt of a call; <see langword="null"/> when nobody can tell its tokens.</summary>
internal delegate ValueTask<EncodedPrompt?> PromptEncoder(IReadOnlyList<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken);
