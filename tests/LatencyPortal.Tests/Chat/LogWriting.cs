using LatencyPortal.Chat;

namespace LatencyPortal.Tests.Chat;

/// <summary>Writing to a log where the time does not matter.</summary>
internal static class LogWriting
{
    public static void Append(this MessageEventLog log, string text) => log.Append(MessageEventKind.Text, text, 0, []);

    public static void Complete(this MessageEventLog log, AnswerEnd end) => log.Complete(end, 0);
}
