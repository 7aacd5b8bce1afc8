using LatencyPortal.Decoding.Tests.TinyModels;

namespace LatencyPortal.Decoding.Tests;

public sealed class LocalModelTests
{
    private const string Said = "Hi,\U0001F600 caf\u00E9!";

    [Fact]
    public async Task Generate_ScriptedModel_StreamsWholeCharactersAndCounts()
    {
        using var folder = new TinyFolder(new TinyDecoder { Script = TinyTokenizer.Speak(Said) });
        await using var model = folder.Load();
        var request = Answers.Ask("hello?");

        var pieces = await model.PiecesAsync(request);

        Assert.Equal(Said, pieces.Text());
        Assert.DoesNotContain(pieces, piece => piece.Text.Contains('\uFFFD'));
        Assert.Equal(DecodedPieceKind.Started, pieces[0].Kind);
        Assert.Equal(model.CountTokens(request.Messages), pieces[0].Usage!.Value.InputTokens);
        Assert.Equal(DecodedPieceKind.Finished, pieces[^1].Kind);
        Assert.Equal(DecodeFinish.Stop, pieces[^1].Finish);
        var bytes = System.Text.Encoding.UTF8.GetByteCount(Said);
        Assert.Equal(bytes, pieces[^1].Usage!.Value.OutputTokens);
        Assert.Equal(bytes, pieces.Sum(piece => piece.Tokens));
        Assert.Equal(4, pieces.Single(piece => piece.Text == "\U0001F600").Tokens);
    }
}
