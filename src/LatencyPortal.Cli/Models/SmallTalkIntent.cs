namespace LatencyPortal.Cli.Models;

/// <summary>One kind of small talk.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Answers">What may be said.</param>
internal sealed record SmallTalkIntent(string Id, string[] Answers);
