namespace LatencyPortal.Gateway.Prompts.Tokens;

/// <summary>Counts the tokens of texts as a model family does, or nearly so. Any thread.</summary>
public abstract class TokenCounter
{
    /// <summary>What counts, for people: <c>o200k_base</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Tokens of the parts of one text: each token counts for the part in which it begins, so that the sum is that of the whole text.</summary>
    public abstract int[] Count(IReadOnlyList<string> parts);

    /// <summary>Tokens of a text.</summary>
    public int Count(string text) => Count([text])[0];
}
