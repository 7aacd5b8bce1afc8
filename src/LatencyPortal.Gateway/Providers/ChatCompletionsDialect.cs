namespace LatencyPortal.Gateway.Providers;

/// <summary>In what servers of Chat Completions differ.</summary>
/// <param name="MaxTokensField">Only OpenAI itself insists on <c>max_completion_tokens</c>; other servers know <c>max_tokens</c> for sure.</param>
/// <param name="AsksForUsage">Whether <c>stream_options</c> is sent; a few servers refuse it.</param>
internal sealed record ChatCompletionsDialect(string MaxTokensField, bool AsksForUsage)
{
    /// <summary>What is tried first at an address.</summary>
    public static ChatCompletionsDialect Of(Uri address)
    {
        var newest = address.Host.EndsWith(".openai.com", StringComparison.OrdinalIgnoreCase) || address.Host.EndsWith(".azure.com", StringComparison.OrdinalIgnoreCase);
        return new(newest ? "max_completion_tokens" : "max_tokens", AsksForUsage: true);
    }
}
