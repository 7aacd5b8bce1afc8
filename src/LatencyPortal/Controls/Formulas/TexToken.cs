namespace LatencyPortal.Controls.Formulas;

/// <summary>The smallest part of a formula.</summary>
/// <param name="Text">A command's name without its backslash, or a character; empty at the end.</param>
/// <param name="IsCommand">Whether a backslash stood before it.</param>
internal readonly record struct TexToken(string Text, bool IsCommand)
{
    public bool IsEnd => Text.Length == 0;

    /// <summary>Whether this is that character, without a backslash.</summary>
    public bool Is(char character) => !IsCommand && Text.Length == 1 && Text[0] == character;

    /// <summary>Whether this is that command.</summary>
    public bool Is(string command) => IsCommand && Text == command;
}
