using LatencyPortal.Decoding.Constraints;
using LatencyPortal.Decoding.Sampling;
using LatencyPortal.Decoding.Speculation;
using LatencyPortal.Decoding.Text;

namespace LatencyPortal.Decoding.Scheduling;

/// <summary>A running request: its tokens, the text they make, and what was told to its reader.</summary>
internal sealed class Sequence
{
    private readonly StreamingDetokenizer _detokenizer;
    private readonly StopMatcher _stops;
    private readonly RepetitionGuard _guard = new();
    private readonly IReadOnlySet<int> _endTokens;
    private OriginCounts _origins;
    private int _characters;

    public Sequence(DecodeJob job, TokenBytes tokenBytes, IReadOnlySet<int> endTokens, DraftState drafts)
    {
        Job = job;
        Drafts = drafts;
        _endTokens = endTokens;
        _detokenizer = new StreamingDetokenizer(tokenBytes, job.HasBegun);
        _stops = new StopMatcher(job.Stop);
        Tokens = new List<int>(job.Prompt.Length + Math.Min(job.MaxTokens, 1024));
        Tokens.AddRange(job.Prompt);
        Constraint = job.Format?.Start();
        if (job.Sampling.HasPenalties)
            History = new TokenHistory(job.Prompt, Math.Min(job.MaxTokens, 1024));
    }

    public DecodeJob Job { get; }

    /// <summary>Prompt and answer; an end token is not among them.</summary>
    public List<int> Tokens { get; }

    /// <summary>How often each token came so far; null when nothing depends on it.</summary>
    public TokenHistory? History { get; }

    /// <summary>What the answer must look like; null when it is free.</summary>
    public TokenConstraint? Constraint { get; }

    public int Generated => Tokens.Count - Job.Prompt.Length;

    /// <summary>Tokens that may still come.</summary>
    public int Remaining => Job.MaxTokens - Generated;

    public int CachedTokens { get; set; }

    /// <summary>Leading tokens of the prompt that the prefix tree was given while they were read.</summary>
    public int Kept { get; set; }

    public int Drafted { get; set; }

    public int Accepted { get; set; }

    /// <summary>What the drafters are worth for this text.</summary>
    public DraftState Drafts { get; }

    /// <summary>Why it ended; null while it runs.</summary>
    public DecodeFinish? Finish { get; private set; }

    /// <summary>The model ended its turn; that token is not among <see cref="Tokens"/>.</summary>
    public bool EndedByToken { get; private set; }

    public DecodeUsage Usage => new(Job.Prompt.Length, CachedTokens, Generated, Drafted, Accepted, _origins);

    /// <summary>The request left the queue.</summary>
    public void Start() => Emit(new PieceEvent(DecodedPieceKind.Started, 0, 0, default, null, default, Usage));

    /// <summary>Tells how far the prompt is read.</summary>
    /// <param name="read">Tokens of the prompt that are known by now.</param>
    public void TellRead(int read) => Job.PromptRead?.Invoke(new PromptProgress(Job.Prompt.Length, CachedTokens, read));

    /// <summary>Takes the next token and tells the reader; sets <see cref="Finish"/> when it is the last.</summary>
    /// <param name="token">The token.</param>
    /// <param name="origin">Who proposed it.</param>
    /// <param name="logprobs">What the model thought of it, if the request asks for it.</param>
    /// <exception cref="OperationCanceledException">The reader is gone.</exception>
    public void Commit(int token, TokenOrigin origin, TokenLogprobs? logprobs = null)
    {
        Constraint?.Advance(token);
        if (_endTokens.Contains(token))
        {
            EndedByToken = true;
            End(DecodeFinish.Stop);
            return;
        }

        Tokens.Add(token);
        History?.Push(token);
        _origins = _origins.With(origin);
        var text = _detokenizer.Append(token);
        _characters += text.Length;
        _stops.Append(text, Job.Text);
        Emit(new PieceEvent(DecodedPieceKind.Text, Job.Text.Length, _characters, origin, logprobs, default, default));
        if (_stops.Stopped)
            End(DecodeFinish.Stop);
        else if (_guard.Push(token))
            End(DecodeFinish.Repetition);
        else if (Remaining == 0)
            End(DecodeFinish.Length);
    }

    private void End(DecodeFinish finish)
    {
        Finish = finish;
        if (!_stops.Stopped)
        {
            // What was held back for a character or a stop string that did not come.
            var rest = _detokenizer.Flush();
            _characters += rest.Length;
            _stops.Append(rest, Job.Text);
            if (!_stops.Stopped)
                _stops.Flush(Job.Text);
        }

        Emit(new PieceEvent(DecodedPieceKind.Finished, Job.Text.Length, _characters, default, null, finish, Usage));
        Job.Complete();
    }

    private void Emit(in PieceEvent piece)
    {
        if (!Job.Output.TryWrite(piece))
            throw new OperationCanceledException("The reader of this answer is gone.");
    }
}
