using System.Text;
using System.Text.Json;
using CsCheck;
using LatencyPortal.Decoding.Tests.TinyModels;

namespace LatencyPortal.Decoding.Tests;

public sealed class LocalModelTests
{
    /// <summary>All bytes differ, so that one token can lead to the next.</summary>
    private const string Said = "Hi,\U0001F600 caf\u00E9!";

    private static readonly TinyDecoder Speaker = new() { Script = TinyTokenizer.Speak(Said) };
    private static readonly TinyDecoder Endless = new() { Script = TinyTokenizer.SpeakForever(TinyTokenizer.Alphabet), ContextLength = 1024 };

    private static readonly JsonElement Tool =
        JsonSerializer.Deserialize<JsonElement>("""{"type": "function", "function": {"name": "search", "description": "Searches the help."}}""");

    private static CancellationToken Testing => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Generate_Answer_StreamsWholeCharactersAndCounts()
    {
        using var folder = new TinyFolder(Speaker);
        await using var model = folder.Load();
        var request = Answers.Ask("hello?");

        var pieces = await model.PiecesAsync(request);

        Assert.Equal(Said, pieces.Text());
        Assert.DoesNotContain(pieces, piece => piece.Text.Contains('\uFFFD'));
        Assert.Equal(DecodedPieceKind.Started, pieces[0].Kind);
        Assert.Equal(new DecodeUsage(model.CountTokens(request.Messages), 0, 0), pieces[0].Usage);
        Assert.Equal(DecodedPieceKind.Finished, pieces[^1].Kind);
        Assert.Equal(DecodeFinish.Stop, pieces[^1].Finish);
        Assert.Equal(Encoding.UTF8.GetByteCount(Said), pieces[^1].Usage!.Value.OutputTokens);
        Assert.Equal(Encoding.UTF8.GetByteCount(Said), pieces.Sum(piece => piece.Tokens));
        Assert.Equal(4, pieces.Single(piece => piece.Text == "\U0001F600").Tokens);
    }

    [Fact]
    public async Task CountParts_AnyCut_SumsToTheWholeText()
    {
        using var folder = new TinyFolder(Speaker);
        await using var model = folder.Load();
        var markers = model.CountTokens([new TemplateMessage("user", "x")]) - model.CountParts(["x"])[0];

        Gen.String.Array[1, 5].Sample(parts =>
        {
            var counts = model.CountParts(parts);
            Assert.Equal(parts.Length, counts.Length);
            Assert.Equal(model.CountParts([string.Concat(parts)])[0], counts.Sum());
            Assert.Equal(model.CountTokens([new TemplateMessage("user", string.Concat(parts))]) - markers, counts.Sum());
        });
    }

    [Fact]
    public async Task Generate_Prompt_TellsHowFarItIsRead()
    {
        using var folder = new TinyFolder(Speaker);
        await using var model = folder.Load();
        var told = new List<PromptProgress>();
        var request = Answers.Ask("hello?") with { PromptRead = told.Add };

        await model.PiecesAsync(request);
        var cold = told.ToList();
        told.Clear();
        await model.PiecesAsync(request);

        var tokens = model.CountTokens(request.Messages);
        Assert.Equal(new PromptProgress(tokens, 0, 0), cold[0]);
        Assert.Equal(new PromptProgress(tokens, 0, tokens), cold[^1]);
        Assert.Equal(cold.Select(progress => progress.Read).Order(), cold.Select(progress => progress.Read));
        Assert.True(told[0].Cached > 0 && told[0].Read == told[0].Cached);
    }

    [Theory]
    [InlineData("\U0001F600 c", "Hi,")]
    [InlineData("i", "H")]
    [InlineData("Hi,", "")]
    [InlineData("\u00E9!", "Hi,\U0001F600 caf")]
    [InlineData("absent", Said)]
    [InlineData("!!", Said)]
    public async Task Generate_StopString_EndsBeforeItAcrossTokens(string stop, string expected)
    {
        using var folder = new TinyFolder(Speaker);
        await using var model = folder.Load();

        var pieces = await model.PiecesAsync(Answers.Ask("hello") with { Stop = ["zzz", stop] });

        Assert.Equal(expected, pieces.Text());
        Assert.Equal(DecodeFinish.Stop, pieces[^1].Finish);
        Assert.Equal(pieces[^1].Usage!.Value.OutputTokens, pieces.Sum(piece => piece.Tokens));
    }

    [Fact]
    public async Task Generate_MaxTokens_EndsWithLength()
    {
        using var folder = new TinyFolder(Endless);
        await using var model = folder.Load();

        var pieces = await model.PiecesAsync(Answers.Ask("hello") with { MaxTokens = 5 });

        Assert.Equal("abcde", pieces.Text());
        Assert.Equal(DecodeFinish.Length, pieces[^1].Finish);
        Assert.Equal(5, pieces[^1].Usage!.Value.OutputTokens);
    }

    [Fact]
    public async Task Generate_MaxTokensInsideACharacter_MarksItAtTheEnd()
    {
        using var folder = new TinyFolder(Speaker);
        await using var model = folder.Load();

        var pieces = await model.PiecesAsync(Answers.Ask("hello") with { MaxTokens = 5 });

        Assert.Equal("Hi,\uFFFD", pieces.Text());
        Assert.Equal(5, pieces.Sum(piece => piece.Tokens));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1_000_000)]
    public async Task Generate_NoRoomForMore_EndsAtTheContext(int? maxTokens)
    {
        using var folder = new TinyFolder(Endless with { ContextLength = 64 });
        await using var model = folder.Load();

        var pieces = await model.PiecesAsync(Answers.Ask("hello") with { MaxTokens = maxTokens });

        var usage = pieces[^1].Usage!.Value;
        Assert.Equal(DecodeFinish.Length, pieces[^1].Finish);
        Assert.Equal(64, usage.InputTokens + usage.OutputTokens);
    }

    [Fact]
    public async Task Generate_PromptTooLong_SaysBothCounts()
    {
        using var folder = new TinyFolder(Endless with { ContextLength = 64 });
        await using var model = folder.Load();
        var request = Answers.Ask(new string('x', 200));

        var error = await Assert.ThrowsAsync<PromptTooLongException>(() => model.PiecesAsync(request));

        Assert.Equal(model.CountTokens(request.Messages), error.PromptTokens);
        Assert.Equal(64, error.ContextLength);
        Assert.Contains(error.PromptTokens.ToString(), error.Message, StringComparison.Ordinal);
        Assert.Contains("64", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_BadRequest_IsRefusedAtTheCall()
    {
        using var folder = new TinyFolder();
        await using var model = folder.Load();
        var good = Answers.Ask("hello");

        Assert.Throws<ArgumentException>(() => model.GenerateAsync(good with { Messages = [] }, Testing));
        Assert.Throws<ArgumentException>(() => model.GenerateAsync(good with { Stop = [""] }, Testing));
        Assert.Throws<ArgumentException>(() => model.GenerateAsync(good with { MaxTokens = 0 }, Testing));
        Assert.Throws<ArgumentException>(() => model.GenerateAsync(good with { Temperature = -1 }, Testing));
        Assert.Throws<ArgumentException>(() => model.GenerateAsync(good with { TopP = 2 }, Testing));
        Assert.Throws<ArgumentException>(() => model.GenerateAsync(good with { TopLogprobs = 21 }, Testing));
        Assert.Throws<ArgumentException>(() => model.GenerateAsync(good with { Tools = [Tool] }, Testing));
    }

    [Fact]
    public async Task Generate_Tools_StandInThePrompt()
    {
        using var folder = new TinyFolder(Speaker with { ContextLength = 512 });
        folder.Change("tokenizer_config.json", json => json["chat_template"] = "{% for tool in tools or [] %}{{ tool | tojson }}{% endfor %}" + TinyTokenizer.ChatMl);
        await using var model = folder.Load();
        var request = Answers.Ask("hello");

        var plain = await model.PiecesAsync(request);
        var offered = await model.PiecesAsync(request with { Tools = [Tool] });

        Assert.Equal(Said, offered.Text());
        Assert.InRange(offered[0].Usage!.Value.InputTokens - plain[0].Usage!.Value.InputTokens, 40, 120);
    }

    [Fact]
    public async Task Generate_RunawayRepetition_IsEnded()
    {
        using var folder = new TinyFolder(Endless with { Script = TinyTokenizer.SpeakForever("abc") });
        await using var model = folder.Load();

        var pieces = await model.PiecesAsync(Answers.Ask("hello"));

        Assert.Equal(DecodeFinish.Repetition, pieces[^1].Finish);
        Assert.InRange(pieces[^1].Usage!.Value.OutputTokens, 160, 170);
    }

    [Fact]
    public async Task Generate_JsonSchema_GivesJsonThatFits()
    {
        using var folder = new TinyFolder(new TinyDecoder { ContextLength = 1024 });
        await using var model = folder.Load();
        var format = new JsonResponseFormat("""
            {"type": "object", "properties": {"kind": {"enum": ["first answer", "second answer"]}, "count": {"type": "integer"}},
             "required": ["kind", "count"], "additionalProperties": false}
            """);

        var pieces = await model.PiecesAsync(Answers.Ask("hello") with { Temperature = 1, Seed = 3, ResponseFormat = format });
        var plain = await model.TextAsync(Answers.Ask("hello") with { Temperature = 1, Seed = 3, ResponseFormat = format, Speculate = false });

        using var json = System.Text.Json.JsonDocument.Parse(pieces.Text());
        Assert.Contains("answer", json.RootElement.GetProperty("kind").GetString(), StringComparison.Ordinal);
        Assert.Equal(System.Text.Json.JsonValueKind.Number, json.RootElement.GetProperty("count").ValueKind);
        Assert.Equal(plain, pieces.Text());
    }

    [Fact]
    public async Task Generate_ImpossibleSchema_IsRefusedAtTheCall()
    {
        using var folder = new TinyFolder();
        await using var model = folder.Load();

        Assert.ThrowsAny<ArgumentException>(() => model.GenerateAsync(
            Answers.Ask("hello") with { ResponseFormat = new JsonResponseFormat("""{"type": "integer", "enum": ["no"]}""") }, Testing));
    }

    [Fact]
    public async Task Generate_SameSeed_SameAnswer()
    {
        using var folder = new TinyFolder();
        await using var model = folder.Load();
        var request = Answers.Ask("hello") with { Temperature = 1, TopP = 0.95, MaxTokens = 30, Seed = 11 };

        var first = await model.TextAsync(request);
        await model.TextAsync(Answers.Ask("something else"));
        var again = await model.TextAsync(request);
        var other = await model.TextAsync(request with { Seed = 12 });

        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
    }

    [Fact]
    public async Task Generate_AnyRequest_KeepsItsAccounts()
    {
        using var folder = new TinyFolder();
        await using var model = folder.Load();

        await Gen.Select(Text.UnicodeText.Any, Gen.Long, Gen.Int[1, 40]).SampleAsync(
            async (question, seed, maxTokens) =>
            {
                // Byte soup at a high temperature: mostly invalid UTF-8.
                var pieces = await model.PiecesAsync(
                    Answers.Ask(question[..Math.Min(20, question.Length)]) with { Temperature = 3, Seed = seed, MaxTokens = maxTokens, Stop = ["e"] });

                Assert.Equal(DecodedPieceKind.Started, pieces[0].Kind);
                Assert.All(pieces[1..^1], piece => Assert.Equal(DecodedPieceKind.Text, piece.Kind));
                Assert.All(pieces[1..^1], piece => Assert.NotEmpty(piece.Text));
                Assert.Equal(pieces[^1].Usage!.Value.OutputTokens, pieces.Sum(piece => piece.Tokens));
                Assert.InRange(pieces[^1].Usage!.Value.OutputTokens, 0, maxTokens);
                Assert.DoesNotContain('e', pieces.Text());
            },
            iter: 60,
            threads: 2);
    }

    [Fact]
    public async Task Generate_SeveralCallers_AreAnsweredTogether()
    {
        using var folder = new TinyFolder(Endless);
        await using var model = folder.Load();

        var answers = await Task.WhenAll(Enumerable.Range(1, 12).Select(
            length => model.TextAsync(Answers.Ask("hello") with { MaxTokens = length })));

        Assert.Equal(Enumerable.Range(1, 12).Select(length => TinyTokenizer.Alphabet[..length]), answers);
    }

    [Fact]
    public async Task Generate_CancelledInMidAnswer_ThrowsAndFreesTheDecoder()
    {
        using var folder = new TinyFolder(Endless);
        await using var model = folder.Load();
        using var cancellation = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var piece in model.GenerateAsync(Answers.Ask("hello"), cancellation.Token))
            {
                if (piece.Kind == DecodedPieceKind.Text)
                    await cancellation.CancelAsync();
            }
        });

        Assert.Equal("abc", await model.TextAsync(Answers.Ask("hello") with { MaxTokens = 3 }));
    }

    [Fact]
    public async Task Generate_CancelledBeforeItsTurn_ThrowsWithoutWaiting()
    {
        using var folder = new TinyFolder(Endless);
        await using var model = folder.Load();
        await using var running = model.GenerateAsync(Answers.Ask("hello"), Testing).GetAsyncEnumerator(Testing);
        Assert.True(await running.MoveNextAsync());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var piece in model.GenerateAsync(Answers.Ask("hello"), new CancellationToken(canceled: true)))
                Assert.Fail($"A cancelled request gave a piece: {piece.Kind}.");
        });
    }

    [Fact]
    public async Task Generate_ReaderLeaves_FreesTheDecoder()
    {
        using var folder = new TinyFolder(Endless);
        await using var model = folder.Load();

        await foreach (var piece in model.GenerateAsync(Answers.Ask("hello"), Testing))
        {
            if (piece.Kind == DecodedPieceKind.Text)
                break;
        }

        Assert.Equal("abc", await model.TextAsync(Answers.Ask("hello") with { MaxTokens = 3 }));
    }

    [Fact]
    public async Task Dispose_WhileAnswering_EndsTheRequest()
    {
        using var folder = new TinyFolder(Endless with { ContextLength = 8192 });
        var model = folder.Load();
        var answers = model.GenerateAsync(Answers.Ask("hello"), Testing).GetAsyncEnumerator(Testing);
        Assert.True(await answers.MoveNextAsync());

        await model.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () =>
        {
            while (await answers.MoveNextAsync())
            {
            }
        });
        await Assert.ThrowsAsync<ObjectDisposedException>(() => model.PiecesAsync(Answers.Ask("hello")));
        await model.DisposeAsync();
    }

    [Fact]
    public async Task Load_Folder_TellsWhatItIs()
    {
        using var folder = new TinyFolder();
        await using var model = folder.Load(new DecodingOptions { MaxContextLength = 100 });

        Assert.Equal(Path.GetFileName(folder.Path), model.Name);
        Assert.Equal(folder.Path, model.Folder);
        Assert.Equal(100, model.ContextLength);
        Assert.Equal(TinyTokenizer.Size, model.VocabularySize);
    }
}
