namespace LatencyPortal.Decoding.Text;

/// <summary>Puts a space before a text that has none, so that its first word is a word like others.</summary>
internal sealed class PrefixSpace : IPreTokenizer
{
    public void Split(string text, bool first, List<string> words) =>
        words.Add(text.StartsWith(' ') ? text : " " + text);
}
