using LatencyPortal.Gateway;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Api;

/// <summary>
/// Numbers the tool calls of one answer. Endpoints differ: some send pieces and some whole calls, some give every call the same
/// index, some no id. Clients get one index and one id for each call, with its first piece.
/// </summary>
internal sealed class ToolCallOrder
{
    private readonly List<(int Index, string? Id)> _calls = [];
    private bool _pieces;

    public int Count => _calls.Count;

    public IReadOnlyList<ToolCallPiece> Add(ChatResponseUpdate update)
    {
        var deltas = ToolCallPiece.DeltasOf(update);
        if (deltas.Count > 0)
        {
            _pieces = true;
            return [.. deltas.Select(Piece)];
        }

        // What came in pieces comes once more as a whole.
        return _pieces ? [] : [.. update.Contents.OfType<FunctionCallContent>().Select(call => Piece(ToolCallPiece.Of(call, _calls.Count)))];
    }

    private ToolCallPiece Piece(ToolCallPiece piece)
    {
        var id = string.IsNullOrEmpty(piece.Id) ? null : piece.Id;
        var known = _calls.FindLastIndex(call => call.Index == piece.Index);
        if (known >= 0 && (id is null || id == _calls[known].Id))
            return piece with { Index = known, Id = null, Name = null };
        _calls.Add((piece.Index, id));
        return piece with { Index = _calls.Count - 1, Id = id ?? $"call_{Guid.NewGuid():N}", Name = piece.Name ?? "" };
    }
}
