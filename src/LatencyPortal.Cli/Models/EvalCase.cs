using Microsoft.Extensions.AI;

namespace LatencyPortal.Cli.Models;

/// <summary>One held-out question in its chat.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Source">Id of the help entry that the answer must name; null when it must name none.</param>
/// <param name="History">Messages before it.</param>
/// <param name="Question">The question.</param>
/// <param name="Accepted">Texts that are right, source line left out.</param>
internal sealed record EvalCase(
    EvalKind Kind, string? Source, IReadOnlyList<ChatMessage> History, string Question, IReadOnlyList<string> Accepted);
