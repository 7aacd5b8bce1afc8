namespace LatencyPortal.Decoding.Text;

/// <summary>Writes spaces as a mark that is part of the word after it.</summary>
internal sealed class Metaspace(char mark, PrependScheme scheme, bool split) : IPreTokenizer
{
    private readonly PatternSplit _words = new(
        text => PatternSplit.FindText(text, mark.ToString()), SplitBehavior.MergedWithNext, invert: false);

    public void Split(string text, bool first, List<string> words)
    {
        text = text.Replace(' ', mark);
        if (!text.StartsWith(mark) && (scheme == PrependScheme.Always || (scheme == PrependScheme.First && first)))
            text = mark + text;
        if (split)
            _words.Split(text, first, words);
        else
            words.Add(text);
    }
}
