namespace LatencyPortal.Gateway.Prompts.Replay;

/// <summary>
/// What was asked, as the replayed template would have written it: in the next request of the conversation it stands among the turns, and
/// there its recorded hash says only what the recorded template made of it.
/// </summary>
internal sealed class TurnMemory
{
    private readonly Dictionary<(ulong Conversation, ulong Turn), (ulong Hash, int Tokens)> _turns = [];

    public void Note(ulong conversation, ulong asked, ulong hash, int tokens) => _turns[(conversation, asked)] = (hash, tokens);

    public bool TryFind(ulong conversation, ulong turn, out (ulong Hash, int Tokens) found) => _turns.TryGetValue((conversation, turn), out found);
}
