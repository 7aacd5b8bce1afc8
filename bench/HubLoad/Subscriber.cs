using System.Text.RegularExpressions;
using LatencyPortal.ChatPageBench;
using Microsoft.AspNetCore.SignalR.Client;

namespace LatencyPortal.HubLoad;

/// <summary>A client of the hub with a connection of its own that follows one answer.</summary>
/// <param name="connection">Its connection.</param>
/// <param name="answer">What is sent.</param>
internal sealed partial class Subscriber(HubConnection connection, PacedAnswer answer)
{
    /// <summary>When each token came, in ms since 1970; 0 for one that did not.</summary>
    public double[] ReceivedAt { get; } = new double[answer.SentAt.Length];

    /// <summary>From the endpoint to here, token by token, in ms.</summary>
    public IEnumerable<double> Delays => ReceivedAt.Select((at, token) => at == 0 ? double.PositiveInfinity : at - answer.SentAt[token]);

    /// <summary>Follows to the end.</summary>
    public async Task FollowAsync(Guid messageId)
    {
        await foreach (var batch in connection.StreamAsync<IReadOnlyList<Piece>>("Subscribe", messageId, 0))
        {
            var now = (DateTime.UtcNow - DateTime.UnixEpoch).TotalMilliseconds;
            foreach (var piece in batch)
            {
                foreach (var token in Numbers().EnumerateMatches(piece.Text))
                    ReceivedAt[int.Parse(piece.Text.AsSpan(token.Index + 1, token.Length - 1), System.Globalization.CultureInfo.InvariantCulture)] = now;
            }
        }
    }

    [GeneratedRegex(@"\bt\d+\b")]
    private static partial Regex Numbers();

    private sealed record Piece(string Kind, string Text);
}
