using System.Text;

namespace LatencyPortal.Decoding.Tests;

/// <summary>Runs a request to its end.</summary>
internal static class Answers
{
    public static DecodeRequest Ask(string question) => new() { Messages = [new TemplateMessage("user", question)] };

    public static async Task<List<DecodedPiece>> PiecesAsync(this LocalModel model, DecodeRequest request)
    {
        var pieces = new List<DecodedPiece>();
        await foreach (var piece in model.GenerateAsync(request, TestContext.Current.CancellationToken))
            pieces.Add(piece);
        return pieces;
    }

    public static async Task<string> TextAsync(this LocalModel model, DecodeRequest request) =>
        (await model.PiecesAsync(request)).Text();

    public static string Text(this IEnumerable<DecodedPiece> pieces)
    {
        var text = new StringBuilder();
        foreach (var piece in pieces)
            text.Append(piece.Text);
        return text.ToString();
    }
}
