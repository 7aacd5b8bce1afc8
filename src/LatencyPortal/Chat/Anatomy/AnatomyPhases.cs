using LatencyPortal.Controls;

namespace LatencyPortal.Chat.Anatomy;

/// <summary>Turns stamps into the rows of the waterfall. Every row is always there; one whose stamps are not known is blank.</summary>
internal static class AnatomyPhases
{
    /// <summary>The rows in order of time.</summary>
    public static IReadOnlyList<AnatomyPhase> Of(AnswerAnatomyData data)
    {
        var s = data.Stamps;
        var local = data.IsLocal;
        var cached = data.Prompt is { } prompt ? $" {AnatomyText.Cached(prompt)} ({Share.Format((double)prompt.Cached / Math.Max(1, prompt.Tokens))})." : "";
        var arrived = s.FirstAnswer ?? s.FirstToken;
        return
        [
            Row("Route", "portal", data.IsLive || s.RequestWritten is not null ? 0 : null, s.RequestWritten, "The portal searches documents, puts the prompt together and chooses where it goes."),
            Row("Queue", "queue", local == true ? s.RequestWritten : null, s.Headers, local == false ? "Endpoints do not tell how long a request waits there; it is part of the prefill." : "Waiting until the model has room."),
            Row("Connect", "connect", local == false ? s.RequestWritten : null, s.Headers, local == true ? "The model runs inside the portal: there is nothing to connect to." : "From sending the request to the headers of the response."),
            Row("Prefill", "prefill", s.Headers, s.FirstToken, (local == false ? "Estimate: the endpoint's queue and the network are in it." : "The model reads the prompt.") + cached),
            new("First token", "prefill", s.FirstToken, s.FirstToken, "TTFT, counted from when the request was handed over.") { Length = s.TimeToFirstToken },
            Row("Generation", "decode", s.FirstToken, data.IsLive ? null : s.LastToken, "From the first token to the last."),
            Row("Paint", "paint", arrived, s.FirstPaint, "The first character, from its receipt at the portal until it stood on the screen."),
        ];

        AnatomyPhase Row(string name, string css, double? start, double? end, string note)
        {
            var known = start is not null && end >= start;
            var running = start is not null && end is null && data.IsLive;
            return new(name, css, known || running ? start : null, known ? end : running ? data.NowMs : null, note) { IsRunning = running };
        }
    }
}
