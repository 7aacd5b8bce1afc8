using System.Text;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Providers;

/// <summary>Puts the pieces of tool calls together.</summary>
internal sealed class ToolCallParts
{
    private readonly List<(ToolCallPiece First, StringBuilder Arguments)> _calls = [];

    /// <summary>Takes a piece. Some servers give every call the same index: another id begins another call.</summary>
    public void Add(ToolCallPiece piece)
    {
        var known = _calls.FindLastIndex(call => call.First.Index == piece.Index);
        if (known < 0 || (!string.IsNullOrEmpty(piece.Id) && piece.Id != _calls[known].First.Id))
        {
            _calls.Add((piece, new StringBuilder(piece.Arguments)));
            return;
        }

        _calls[known].Arguments.Append(piece.Arguments);
        if (_calls[known].First.Name is null)
            _calls[known] = (_calls[known].First with { Name = piece.Name }, _calls[known].Arguments);
    }

    /// <summary>The calls so far, which are begun anew.</summary>
    public IEnumerable<AIContent> Take()
    {
        var calls = _calls.Select(call => WireJson.Call(call.First.Id, call.First.Name, call.Arguments.ToString())).ToList();
        _calls.Clear();
        return calls;
    }
}
