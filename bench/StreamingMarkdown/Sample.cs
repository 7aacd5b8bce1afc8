using System.Text;

namespace LatencyPortal.StreamingMarkdown;

/// <summary>A text of one kind, in the pieces in which a model would send it.</summary>
/// <param name="Name">What it is made of.</param>
/// <param name="Pieces">About four characters each.</param>
internal sealed record Sample(string Name, IReadOnlyList<string> Pieces)
{
    private const int PieceLength = 4;

    /// <summary>Every kind of block once on its own, and what an answer is usually made of.</summary>
    /// <param name="length">Characters of each.</param>
    public static IEnumerable<Sample> All(int length)
    {
        const string sentence = "The first token is slow when the prompt is long, because **every token** of it is read before `t3`; see [the page](https://example.org/ttft). ";
        const string plain = "A paragraph goes on with many plain words, one sentence after the other, and ends much later than anybody would like. ";
        const string code = "var answer = await client.GetStreamingResponseAsync(messages, options, token);\n";
        yield return Make("mixed", length, "", $"## Heading\n\n{sentence}{sentence}\n\n- one item\n- another **item** of it\n\n```cs\n{code}{code}```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n\n> quoted text\n\n");
        yield return Make("one paragraph", length, "", plain);
        yield return Make("one paragraph with emphasis, code and links", length, "", sentence);
        yield return Make("one fence", length, "```cs\n", code);
        yield return Make("one list", length, "", "- an item with **strong** words and `code` in it\n");
        yield return Make("one numbered list with room between", length, "", "1. an item with *soft* words in it\n\n");
        yield return Make("one table", length, "| name | value | note |\n|---|--:|---|\n", "| a cell with words | 12.5 | another **cell** |\n");
        yield return Make("one quote", length, "", "> quoted words that go on for a line of text\n");
        yield return Make("code in a list", length, "- item\n\n  ```cs\n", "  var a = 1; // and so on for a long line of code\n");
        yield return Make("a bracket that never closes", length, "[ ", plain);
    }

    private static Sample Make(string name, int length, string head, string part)
    {
        var text = new StringBuilder(head);
        while (text.Length < length)
            text.Append(part);
        text.Length = length;
        return new Sample(name, [.. text.ToString().Chunk(PieceLength).Select(piece => new string(piece))]);
    }
}
