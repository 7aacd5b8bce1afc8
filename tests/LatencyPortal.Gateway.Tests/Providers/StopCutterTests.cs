using CsCheck;
using LatencyPortal.Gateway.Providers;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Tests.Providers;

public sealed class StopCutterTests
{
    /// <summary>Two letters make matches, near matches and overlaps likely.</summary>
    private static readonly Gen<string> Letters = Gen.Char["ab"].Array[0, 24].Select(letters => new string(letters));

    private static readonly Gen<List<string>> Stops = Gen.Char["ab"].Array[1, 6].Select(letters => new string(letters)).List[0, 3];

    [Fact]
    public Task Cut_AnySplit_EqualsCuttingTheWholeText() =>
        Gen.Select(Letters, Stops, Gen.Int[0, 5].Array[1, 6].Where(sizes => sizes.Max() > 0)).SampleAsync(async (text, stops, sizes) =>
        {
            var pieces = Split(text, sizes);
            var end = FirstEnd(text, stops);
            var taken = 0;

            var updates = await ReadAsync(stops, pieces.Select(piece => Update(new TextContent(piece))).Append(Finish(ChatFinishReason.Length)), () => taken++);

            var expected = end is { } at ? text[..(at - LongestAt(text[..at], stops))] : text;
            Assert.Equal(expected, Text(updates));
            Assert.Equal(end is null ? ChatFinishReason.Length : ChatFinishReason.Stop, updates[^1].FinishReason);
            Assert.Single(updates, update => update.FinishReason is not null);
            // One update for each that was taken, and none was taken after the end.
            Assert.Equal(taken, updates.Count);
            Assert.Equal(end is null ? pieces.Count + 1 : PiecesTo(end.Value, pieces), taken);
            // What cannot become a stop sequence passes at once.
            for (int i = 0, seen = 0; i < updates.Count - 1; i++)
            {
                seen += pieces[i].Length;
                Assert.Equal(text[..(seen - Undecided(text[..seen], stops))], Text(updates.Take(i + 1)));
            }
        });

    [Fact]
    public async Task Cut_OtherContent_IsNotLookedAtAndReleasesTheText()
    {
        var updates = await ReadAsync(
            ["END"],
            [
                Update(new TextReasoningContent("END")), Update(new TextContent("a E")), Update(new TextReasoningContent("N")), Update(new TextContent("ND b EN")),
                Update(RefusalText.Of("END")), Update(new TextContent("D c E"), new FunctionCallContent("1", "END")), Finish(ChatFinishReason.ToolCalls),
            ]);

        Assert.Equal(
            ["END", "a ", "E", "N", "ND b ", "EN", "END", "D c ", "E", "1"],
            updates.SelectMany(update => update.Contents).Select(content => content switch
            {
                TextContent text => text.Text,
                TextReasoningContent thought => thought.Text,
                FunctionCallContent call => call.CallId,
                _ => "?",
            }));
        Assert.Equal(ChatFinishReason.ToolCalls, updates[^1].FinishReason);
    }

    [Fact]
    public async Task Cut_AStopAfterATextThatWasReleased_IsFound()
    {
        var updates = await ReadAsync(["END"], [Update(new TextContent("EN")), Update(new TextReasoningContent("hm")), Update(new TextContent("DEND!"))]);

        Assert.Equal("END", Text(updates));
        Assert.Equal(ChatFinishReason.Stop, updates[^1].FinishReason);
    }

    [Fact]
    public async Task Cut_AnswerBreaksOff_GivesWhatWasHeld()
    {
        var updates = await ReadAsync(["END"], [Update(new TextContent("a EN"))]);

        Assert.Equal("a EN", Text(updates));
        Assert.DoesNotContain(updates, update => update.FinishReason is not null);
    }

    private static ChatResponseUpdate Update(params AIContent[] contents) => new(ChatRole.Assistant, contents);

    private static ChatResponseUpdate Finish(ChatFinishReason reason) => new(ChatRole.Assistant, []) { FinishReason = reason };

    private static string Text(IEnumerable<ChatResponseUpdate> updates) => string.Concat(updates.Select(update => update.Text));

    private static async Task<List<ChatResponseUpdate>> ReadAsync(IEnumerable<string> stops, IEnumerable<ChatResponseUpdate> updates, Action? taken = null)
    {
        List<ChatResponseUpdate> read = [];
        await foreach (var update in StopCutter.Cut(Source(), stops, TestContext.Current.CancellationToken))
            read.Add(update);
        return read;

        async IAsyncEnumerable<ChatResponseUpdate> Source()
        {
            foreach (var update in updates)
            {
                await Task.CompletedTask;
                taken?.Invoke();
                yield return update;
            }
        }
    }

    private static List<string> Split(string text, int[] sizes)
    {
        List<string> pieces = [];
        for (int at = 0, i = 0; at < text.Length; i++)
        {
            var end = Math.Min(text.Length, at + sizes[i % sizes.Length]);
            pieces.Add(text[at..end]);
            at = end;
        }

        return pieces;
    }

    private static int PiecesTo(int end, List<string> pieces)
    {
        var count = 0;
        for (var length = 0; length < end; count++)
            length += pieces[count].Length;
        return count;
    }

    /// <summary>Where the first stop sequence is complete.</summary>
    private static int? FirstEnd(string text, List<string> stops) =>
        Enumerable.Range(1, text.Length).Cast<int?>().FirstOrDefault(end => LongestAt(text[..end!.Value], stops) > 0);

    private static int LongestAt(string text, List<string> stops) =>
        stops.Where(stop => text.EndsWith(stop, StringComparison.Ordinal)).Select(stop => stop.Length).DefaultIfEmpty().Max();

    private static int Undecided(string text, List<string> stops) =>
        Enumerable.Range(0, text.Length + 1).Last(length =>
            length == 0 || stops.Any(stop => stop.Length > length && stop.StartsWith(text[^length..], StringComparison.Ordinal)));
}
