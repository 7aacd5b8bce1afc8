namespace LatencyPortal.Decoding;

/// <summary>The rendered prompt leaves no room for an answer in the model's context.</summary>
public sealed class PromptTooLongException : Exception
{
    public PromptTooLongException(int promptTokens, int contextLength)
        : base(
            $"The prompt has {promptTokens} tokens, but the context of the model holds {contextLength} tokens " +
            "and the answer needs room in it too. Shorten the prompt or start a new conversation.")
    {
        PromptTokens = promptTokens;
        ContextLength = contextLength;
    }

    /// <summary>Tokens of the rendered prompt.</summary>
    public int PromptTokens { get; }

    /// <summary>Tokens that prompt and answer may have together.</summary>
    public int ContextLength { get; }
}
