using LatencyPortal.Decoding.Sampling;
using LatencyPortal.Decoding.Text;

namespace LatencyPortal.Decoding.Scheduling;

/// <summary>
/// Makes of the events of an answer the pieces that its reader gets, on the reader's thread. Text that is handed out is
/// always a beginning of the text that the tokens make, so places in the one are places in the other.
/// </summary>
internal sealed class PieceBuilder(TextLog text, LogprobSpeller speller)
{
    /// <summary>Tokens whose text is not handed out, or not all of it.</summary>
    private readonly Queue<WaitingToken> _waiting = new();

    private int _read;
    private int _tokenEnd;
    private TokenOrigin _lastOrigin;
    private bool _firstIsTold;

    /// <summary>The text that an event sets free; null when it sets none free.</summary>
    public DecodedPiece? TakeText(in PieceEvent happened)
    {
        if (happened.Kind == DecodedPieceKind.Text)
            _waiting.Enqueue(new WaitingToken(happened.Origin, _tokenEnd, happened.TokenEnd, happened.Logprobs));
        _tokenEnd = happened.TokenEnd;
        if (happened.End == _read)
            return null;

        var piece = new Parts();
        var told = _read;
        while (_waiting.TryPeek(out var token) && token.Start < happened.End)
        {
            var end = Math.Min(token.End, happened.End);
            Tell(piece, token, end - told, isReported: true);
            told = end;
            if (token.End > happened.End)
            {
                _firstIsTold = true;
                break;
            }

            Drop();
        }

        // What the end of the answer makes of half a character belongs to the last token.
        if (told < happened.End)
            piece.AddRun(_lastOrigin, 0, happened.End - told);
        var content = text.Read(_read, happened.End);
        _read = happened.End;
        return piece.With(DecodedPieceKind.Text, content, null, null);
    }

    /// <summary>The piece for the beginning or the end of an answer; the end counts the tokens that gave no text.</summary>
    public DecodedPiece Mark(in PieceEvent happened)
    {
        var piece = new Parts();
        // Unless a stop string cut them off, tokens without text are part of the answer like all others.
        var isCut = happened.TokenEnd > happened.End;
        while (_waiting.TryPeek(out var token))
        {
            Tell(piece, token, 0, isReported: !isCut);
            Drop();
        }

        return piece.With(happened.Kind, "", happened.Kind == DecodedPieceKind.Finished ? happened.Finish : null, happened.Usage);
    }

    private void Tell(Parts piece, in WaitingToken token, int characters, bool isReported)
    {
        var begins = !_firstIsTold;
        _lastOrigin = token.Origin;
        if (begins || characters > 0)
            piece.AddRun(token.Origin, begins ? 1 : 0, characters);
        if (begins && isReported && token.Logprobs is not null)
            piece.AddLogprobs(speller.Spell(token.Logprobs));
    }

    private void Drop()
    {
        _waiting.Dequeue();
        _firstIsTold = false;
    }

    private readonly record struct WaitingToken(TokenOrigin Origin, int Start, int End, TokenLogprobs? Logprobs);

    private sealed class Parts
    {
        private readonly List<OriginRun> _runs = [];
        private List<DecodedTokenLogprobs>? _logprobs;

        public void AddRun(TokenOrigin origin, int tokens, int characters)
        {
            if (_runs.Count > 0 && _runs[^1].Origin == origin)
                _runs[^1] = new OriginRun(origin, _runs[^1].Tokens + tokens, _runs[^1].Characters + characters);
            else
                _runs.Add(new OriginRun(origin, tokens, characters));
        }

        public void AddLogprobs(DecodedTokenLogprobs logprobs) => (_logprobs ??= []).Add(logprobs);

        public DecodedPiece With(DecodedPieceKind kind, string content, DecodeFinish? finish, DecodeUsage? usage) =>
            new(kind, content, _runs.Sum(run => run.Tokens), _runs, _logprobs ?? [], finish, usage);
    }
}
