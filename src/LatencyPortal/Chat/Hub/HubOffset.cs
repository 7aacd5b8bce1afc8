using System.Text.Json.Serialization;

namespace LatencyPortal.Chat.Hub;

/// <summary>
/// How much of an answer a client has, in UTF-16 characters. Characters and not events are counted, because those are the same
/// in the log of a running answer and in the stored one. A bare number stands for <paramref name="Text"/>.
/// </summary>
/// <param name="Text">Characters of the answer, from 0.</param>
/// <param name="Reasoning">Characters of what the model thought aloud, from 0.</param>
/// <param name="RequestId">The call whose text the client has; when the answer was made anew since, all of it is given.</param>
[JsonConverter(typeof(HubOffsetConverter))]
internal sealed record HubOffset(int Text, int Reasoning = 0, Guid? RequestId = null)
{
    public static HubOffset Start { get; } = new(0);
}
