namespace LatencyPortal.Chat;

/// <summary>Names a conversation by its first question.</summary>
internal static class ConversationTitle
{
    private const int Longest = 60;

    public static string Of(string question)
    {
        var line = question.AsSpan().Trim();
        var end = line.IndexOfAny('\r', '\n');
        if (end >= 0)
            line = line[..end].TrimEnd();
        if (line.Length <= Longest)
            return line.ToString();
        // Cut between words, and never through a surrogate pair.
        var cut = line[..Longest].LastIndexOf(' ');
        if (cut < Longest / 2)
            cut = char.IsHighSurrogate(line[Longest - 1]) ? Longest - 1 : Longest;
        return $"{line[..cut].TrimEnd()}…";
    }
}
