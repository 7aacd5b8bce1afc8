namespace LatencyPortal.Decoding.Text;

/// <summary>Splits a text into words, and may change them.</summary>
internal interface IPreTokenizer
{
    /// <summary>Appends the words of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="first">The text stands at the very start.</param>
    /// <param name="words">Receives the words.</param>
    void Split(string text, bool first, List<string> words);
}
