using CsCheck;
using LatencyPortal.Chat;
using LatencyPortal.Chat.Library.Search;
using LatencyPortal.Chat.Turns;
using LatencyPortal.Data;
using Xunit;

namespace LatencyPortal.Tests.Chat.Library;

/// <summary>The search over a real SQLite file, whose triggers keep the index.</summary>
public sealed class SearchTests : IAsyncLifetime
{
    private ChatDatabase _database = null!;
    private ConversationStore _store = null!;
    private SearchStore _search = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await ChatDatabase.CreateAsync();
        _store = new ConversationStore(_database, TimeProvider.System);
        _search = new SearchStore(_database);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Find_QuestionAnswerThoughtAndName()
    {
        var id = await TalkAsync("How do zebras sleep?", "They sleep **standing**.", "Perhaps lying down");
        await _store.RenameAsync(id, "Équidés", Stop);

        Assert.Equal("user", Assert.Single(await _search.FindAsync("zebra", Stop)).Role);
        Assert.Equal("assistant", Assert.Single(await _search.FindAsync("STANDING", Stop)).Role);
        var thought = Assert.Single(await _search.FindAsync("lying", Stop));
        Assert.Equal(new SnippetPart("lying", true), Assert.Single(thought.Snippet, part => part.IsFound));
        var name = Assert.Single(await _search.FindAsync("equides", Stop));
        Assert.Null(name.MessageId);
        Assert.Equal([new SnippetPart("Équidés", true)], name.Snippet);
        Assert.Empty(await _search.FindAsync("zebra standing", Stop)); // no place has both
        Assert.Single(await _search.FindAsync("sleep stand", Stop));
    }

    [Fact]
    public async Task Find_PartsOfWordsAndSigns_WhereTheIndexHasNone()
    {
        await TalkAsync("日本語の質問です", "Use C++ and 100_000%", "");

        Assert.Single(await _search.FindAsync("質問", Stop));
        Assert.Equal("assistant", Assert.Single(await _search.FindAsync("++", Stop)).Role);
        Assert.Single(await _search.FindAsync("0_0", Stop));
        Assert.Empty(await _search.FindAsync("7_7", Stop)); // no wildcard
        Assert.Empty(await _search.FindAsync("%%", Stop));
        Assert.Empty(await _search.FindAsync("   ", Stop));
    }

    [Fact]
    public async Task Find_WhatWasDeletedChangedOrStreams_IsNotFound()
    {
        var id = await TalkAsync("Quokka?", "Marsupial.", "");
        await _store.DeleteAsync(id, Stop);
        Assert.Empty(await _search.FindAsync("quokka", Stop));
        await _store.RestoreAsync(id, Stop);
        Assert.NotEmpty(await _search.FindAsync("quokka", Stop));

        await _store.RenameAsync(id, "Something else", Stop);
        Assert.Equal("user", Assert.Single(await _search.FindAsync("quokka", Stop)).Role); // the old name is gone
        var turn = await _store.Turns.AskAsync(id, new NewQuestion("More?", ["m"]), Stop);
        await _store.SaveTextAsync(turn.Answers[0].Id, "Half an albatross", "", Stop);
        Assert.DoesNotContain(await _search.FindAsync("albatross", Stop), hit => hit.Snippet.Count == 0);
        await _store.FinishAsync(turn.Answers[0].Id, "A whole cormorant", new AnswerEnd(MessageState.Complete, null, null, AnswerFigures.None), Stop);
        Assert.Empty(await _search.FindAsync("albatross", Stop));
        Assert.Single(await _search.FindAsync("cormorant", Stop));

        // For good, by cascade: nothing stays behind in the index.
        await _store.DeleteAsync(id, Stop);
        await _store.RecoverAsync(Stop);
        await using var database = _database.CreateDbContext();
        Assert.Equal(0, await RowsAsync(database));
    }

    [Fact]
    public async Task Find_AnyText_IsNoError_AndWhatWasWrittenIsFound()
    {
        await Gen.String.SampleAsync(async text => await _search.FindAsync(text, Stop), iter: 300, threads: 1);
        string[] hostile = ["\"", "a\" OR \"b", "NEAR(a b)", "-x", "a*", "^a", "(", "{col}:", "a AND", "'; DROP TABLE Messages; --", "\0", "title:x", "\ud800", new('a', 10_000)];
        foreach (var text in hostile)
            await _search.FindAsync(text, Stop);

        await TalkAsync("The crème brûlée recipe, please", "Caramelise it.", "");
        foreach (var text in new[] { "creme", "CRÈME", "brule", "recipe, please", "please creme" })
            Assert.NotEmpty(await _search.FindAsync(text, Stop));
    }

    [Fact]
    public void Snippet_HoldsWhatWasWanted_AndIsNeverLong() => Gen.Select(Gen.String, Gen.String[1, 10], Gen.String).Sample((before, wanted, after) =>
    {
        var parts = Snippet.Of(before + wanted + after, wanted);

        Assert.Equal(wanted, Assert.Single(parts, part => part.IsFound).Text, ignoreCase: true);
        Assert.True(string.Concat(parts.Select(part => part.Text)).Length <= 180);
    });

    private static async Task<int> RowsAsync(PortalDbContext database)
    {
        var connection = Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.GetDbConnection(database.Database);
        await connection.OpenAsync(Stop);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT (SELECT count(*) FROM SearchRows) + (SELECT count(*) FROM SearchIndex)";
        return Convert.ToInt32(await command.ExecuteScalarAsync(Stop), System.Globalization.CultureInfo.InvariantCulture);
    }

    private async Task<Guid> TalkAsync(string question, string answer, string thought)
    {
        var turn = await _store.Turns.AskAsync(null, new NewQuestion(question, ["m"]), Stop);
        await _store.FinishAsync(turn.Answers[0].Id, answer, new AnswerEnd(MessageState.Complete, null, null, AnswerFigures.None) { Reasoning = thought }, Stop);
        await _store.RenameAsync(turn.Answers[0].ConversationId, "A talk", Stop);
        return turn.Answers[0].ConversationId;
    }
}
