using System.Buffers;

namespace LatencyPortal.Chat.Streaming;

/// <summary>Reads what begins with an angle bracket: an address that is a link when it is closed (CommonMark 0.31.2, section 6.5).</summary>
internal static class HalfAutolink
{
    /// <summary>The most characters of a scheme, and of the name in a mail address.</summary>
    private const int LongestScheme = 32, LongestName = 64;

    /// <summary>An open address of more UTF-16 units is none.</summary>
    private const int Longest = 2000;

    private const string LettersAndDigits = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    private static readonly SearchValues<char> SchemeCharacters = SearchValues.Create(LettersAndDigits + "+.-");

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create(LettersAndDigits + ".!#$%&'*+/=?^_`{|}~-");

    private static readonly SearchValues<char> HostCharacters = SearchValues.Create(LettersAndDigits + ".-");

    private static readonly SearchValues<char> Marks = SearchValues.Create("*`[]$\\");

    private static readonly SearchValues<char> Ends = SearchValues.Create(" \t\n<>");

    /// <summary>What of it is to be shown of a text that ends in it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">Where the bracket stands.</param>
    /// <param name="end">Where the text goes on: behind the closing bracket, or behind the opening one if it is no address.</param>
    public static HalfState Read(string text, int at, out int end)
    {
        var content = text.AsSpan(at + 1);
        end = at + 1;
        var length = content.IndexOfAny(Ends);
        if (length >= 0)
        {
            if (content[length] == '>' && (IsAddress(content[..length]) || IsMail(content[..length])))
                end = at + length + 2;
            return HalfState.Done;
        }

        if (content.Length > Longest)
            return HalfState.Done;
        if (IsAddress(content) || IsMail(content))
            return IsPlain(text, at, content) ? HalfState.Shown : HalfState.Held;
        return content.Length <= LongestName && !content.ContainsAnyExcept(NameCharacters) ? HalfState.Held : HalfState.Done;
    }

    private static bool IsAddress(ReadOnlySpan<char> content)
    {
        var scheme = content.IndexOf(':');
        return scheme is >= 2 and <= LongestScheme && char.IsAsciiLetter(content[0]) && !content[..scheme].ContainsAnyExcept(SchemeCharacters);
    }

    private static bool IsMail(ReadOnlySpan<char> content)
    {
        var name = content.IndexOf('@');
        return name is >= 1 and <= LongestName && !content[..name].ContainsAnyExcept(NameCharacters) && !content[(name + 1)..].ContainsAnyExcept(HostCharacters);
    }

    /// <summary>Without its bracket it reads as nothing but text, or as a bare address, which is text while it is open.</summary>
    private static bool IsPlain(string text, int at, ReadOnlySpan<char> content)
    {
        var isBare = content.StartsWith("http", StringComparison.Ordinal) && (at == 0 || char.IsWhiteSpace(text[at - 1]));
        return !content.ContainsAny(Marks) && (isBare || !content.ContainsAny('_', '~', '&'));
    }
}
