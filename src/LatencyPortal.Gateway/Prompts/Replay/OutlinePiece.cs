namespace LatencyPortal.Gateway.Prompts.Replay;

/// <summary>A piece of a prompt, without its words.</summary>
/// <param name="Hash">Hash of everything up to its end; equal ones mean equal beginnings, under the same version of a template.</param>
/// <param name="Tokens">Tokens up to its end.</param>
/// <param name="Source">Where it is from.</param>
/// <param name="Turn">Index of the turn, for <see cref="OutlinePlace.History"/>; else 0.</param>
/// <param name="EndsSegment">Whether its segment ends there.</param>
/// <param name="EndsBlock">Whether a content block ends there: the tools, or a message.</param>
public readonly record struct OutlinePiece(ulong Hash, int Tokens, OutlineSource Source, int Turn, bool EndsSegment, bool EndsBlock);
