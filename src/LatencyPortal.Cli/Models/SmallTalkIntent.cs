using System.Text.Json.Serialization;

namespace LatencyPortal.Cli.Models;

/// <summary>One kind of small talk.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Answers">What may be said.</param>
/// <param name="HeldOut">Phrasings left out of training.</param>
internal sealed record SmallTalkIntent(string Id, string[] Answers, [property: JsonPropertyName("heldout")] string[] HeldOut);
