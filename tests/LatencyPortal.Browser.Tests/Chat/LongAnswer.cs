using LatencyPortal.Testing;

namespace LatencyPortal.Browser.Tests.Chat;

/// <summary>
/// An answer in numbered pieces that a test sends as it likes. What is read of it is known at every moment: numbers in order, each
/// once, whatever block they stand in.
/// </summary>
internal sealed class LongAnswer
{
    private readonly Gate[] _gates;
    private readonly string[] _pieces;

    /// <param name="count">Pieces.</param>
    public LongAnswer(int count)
    {
        _pieces = [.. Enumerable.Range(0, count).Select(Piece)];
        _gates = [.. _pieces.Select(_ => new Gate())];
        Script = Script.Answer();
        foreach (var (piece, gate) in _pieces.Zip(_gates))
            Script.Wait(gate).Token(piece);
        Script.Finish().Usage(5, count);
    }

    public Script Script { get; }

    public int Count => _pieces.Length;

    /// <summary>Pieces that were sent so far.</summary>
    public int Sent { get; private set; }

    /// <summary>The whole text.</summary>
    public string Text => string.Concat(_pieces);

    /// <summary>The text to be read so far, without white space.</summary>
    public string Visible => string.Concat(Enumerable.Range(0, Sent).Select(i => $"n{i}."));

    /// <summary>Sends the next pieces, or the rest.</summary>
    public void Send(int count)
    {
        for (var end = Math.Min(Sent + count, Count); Sent < end; Sent++)
            _gates[Sent].Open();
    }

    /// <summary>Paragraphs with emphasis and code, lists, code and tables by turns; every piece can be read when it is there.</summary>
    private static string Piece(int i) => (i % 40) switch
    {
        0 => $"\n\nn{i}. ",
        < 12 and var place => (place % 3) switch { 0 => $"**n{i}.** ", 1 => $"`n{i}.` ", _ => $"n{i}. " },
        12 => $"\n\n- n{i}.\n",
        < 20 => $"- *n{i}.*\n",
        20 => $"\n```cs\nn{i}.\n",
        < 29 => $"n{i}.\n",
        29 => $"n{i}.\n```\n",
        30 => $"\n| n{i}. |\n|---|\n",
        < 39 => $"| n{i}. |\n",
        _ => $"\n> n{i}.\n",
    };
}
