namespace LatencyPortal.Chat;

/// <summary>Why the chat does not do what was asked; the page and the hub say the same.</summary>
internal static class ChatRefusals
{
    /// <summary>Largest question in bytes.</summary>
    public const int LargestQuestion = 1024 * 1024;

    public const string TooLarge = "This message is larger than 1 MB. Shorten it and send it again.";

    public const string Empty = "There is nothing to send.";

    public const string NoModel = "Choose a model first.";

    public const string Running = "The last answer is still being written. Stop it or wait for its end.";

    public const string Deleted = "This conversation was deleted. Start a new chat.";

    public const string NothingChosen = "Several answers stand here side by side. Press “Go on with this one” under the one that shall count, then send again.";

    public static string TooMany { get; } =
        $"{GenerationRegistry.MostRunning} answers are being written already. Try again in a moment.";
}
