namespace LatencyPortal.Gateway.Prompts.Caching;

/// <summary>A place in a prompt: two prompts that have the same mark begin with the same tokens up to it.</summary>
/// <param name="Hash">Hash of everything before the place, chained from the beginning.</param>
/// <param name="Tokens">Tokens before the place, 1 or more.</param>
public readonly record struct PrefixMark(ulong Hash, int Tokens);
