namespace LatencyPortal.Gateway;

/// <summary>
/// A failed model call, thrown by the clients of <see cref="ModelGateway"/>; text that arrived before stays valid. The
/// message is a sentence for the user that says what happened and what to do; it never holds the prompt or a key.
/// </summary>
public sealed class ModelCallException(ModelErrorKind kind, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The cause.</summary>
    public ModelErrorKind Kind { get; } = kind;

    /// <summary>HTTP status of the endpoint, when it answered.</summary>
    public int? StatusCode { get; init; }

    /// <summary>Tokens of the prompt, for <see cref="ModelErrorKind.PromptTooLong"/>.</summary>
    public int? PromptTokens { get; init; }

    /// <summary>Context length in tokens, for <see cref="ModelErrorKind.PromptTooLong"/>.</summary>
    public int? ContextLength { get; init; }

    /// <summary>How long the endpoint asks to wait before the next try, when it said so.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>
    /// Why the portal itself refused the call, in snake case, for example <c>queue_full</c>; <see langword="null"/> when the endpoint or
    /// the model was asked, so that it is to blame.
    /// </summary>
    public string? Refusal { get; init; }

    /// <summary>The cause in snake case, as the API writes it, for example <c>wrong_key</c>.</summary>
    public string Code => NameOf(Kind);

    /// <summary>The cause in snake case, as records keep it: what the portal refused is told apart from what an endpoint refused.</summary>
    internal string RecordedAs => Refusal ?? Code;

    internal static string NameOf(ModelErrorKind kind) =>
        string.Concat(kind.ToString().Select((c, i) => char.IsUpper(c) ? (i == 0 ? "" : "_") + char.ToLowerInvariant(c) : c.ToString()));
}
