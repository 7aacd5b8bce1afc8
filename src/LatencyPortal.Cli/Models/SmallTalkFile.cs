namespace LatencyPortal.Cli.Models;

/// <summary>The file small-talk.json.</summary>
internal sealed record SmallTalkFile(SmallTalkIntent[] Intents);
