namespace LatencyPortal.Gateway.Prompts.Caching;

/// <summary>A piece of a prompt whose tokens are not looked at one by one, for example a content block.</summary>
/// <param name="Hash">Hash of its content alone.</param>
/// <param name="Tokens">Its tokens, 0 or more.</param>
public readonly record struct PromptPiece(ulong Hash, int Tokens);
