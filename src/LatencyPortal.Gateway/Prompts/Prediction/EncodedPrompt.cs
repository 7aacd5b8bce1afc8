namespace LatencyPortal.Gateway.Prompts.Prediction;

/// <summary>A prompt as token ids.</summary>
/// <param name="Tokens">All of them.</param>
/// <param name="Ends">Tokens up to the end of each message, where that is known.</param>
internal sealed record EncodedPrompt(int[] Tokens, IReadOnlyList<int> Ends);
