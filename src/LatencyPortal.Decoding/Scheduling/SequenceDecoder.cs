using System.Runtime.InteropServices;
using System.Text;
using LatencyPortal.Decoding.Models;
using LatencyPortal.Decoding.Sampling;
using LatencyPortal.Decoding.Text;
using Microsoft.ML.OnnxRuntime;

namespace LatencyPortal.Decoding.Scheduling;

/// <summary>Generates the answer of one job at a time; runs on the thread of the queue.</summary>
internal sealed class SequenceDecoder(OnnxModelRunner runner, TokenBytes tokenBytes, IReadOnlySet<int> endTokens)
{
    private readonly Sampler _sampler = new(tokenBytes.Count);
    private readonly StringBuilder _text = new();

    /// <exception cref="OperationCanceledException">The job was cancelled; at most one model step ran after that.</exception>
    public void Run(DecodeJob job)
    {
        using var run = new RunOptions();
        // Ends even a long model run. Disposing the registration waits for a callback in progress.
        using var registration = job.Cancellation.Register(() => run.Terminate = true);
        var detokenizer = new StreamingDetokenizer(tokenBytes);
        var stops = new StopMatcher(job.Stop);
        _text.Clear();
        runner.Rewind(0);

        // 1. Read the prompt.
        Emit(job, DecodedPiece.Started(job.Prompt.Count));
        var logits = runner.Append(ToSpan(job.Prompt), run, job.Cancellation);

        // 2. One token a step. Text and the number of tokens it covers leave together.
        var generated = 0;
        var uncovered = 0;
        var finish = DecodeFinish.Length;
        while (true)
        {
            // Logits beyond the tokenizer's ids are padding.
            var token = _sampler.Sample(logits[..tokenBytes.Count], job.Sampling, job.Prompt.Count + generated);
            if (endTokens.Contains(token))
            {
                finish = DecodeFinish.Stop;
                break;
            }

            generated++;
            uncovered++;
            stops.Append(detokenizer.Append(token), _text);
            if (_text.Length > 0)
            {
                Emit(job, DecodedPiece.OfText(TakeText(), uncovered));
                uncovered = 0;
            }

            if (stops.Stopped)
            {
                finish = DecodeFinish.Stop;
                break;
            }

            if (generated == job.MaxTokens)
                break;
            logits = runner.Append([token], run, job.Cancellation);
        }

        // 3. What was held back for a character or a stop string that did not come.
        if (!stops.Stopped)
        {
            stops.Append(detokenizer.Flush(), _text);
            stops.Flush(_text);
            if (_text.Length > 0)
            {
                Emit(job, DecodedPiece.OfText(TakeText(), uncovered));
                uncovered = 0;
            }
        }

        Emit(job, DecodedPiece.Finished(finish, uncovered, new DecodeUsage(job.Prompt.Count, generated)));
    }

    private static ReadOnlySpan<int> ToSpan(IReadOnlyList<int> ids) =>
        ids is List<int> list ? CollectionsMarshal.AsSpan(list) : ids.ToArray();

    private static void Emit(DecodeJob job, DecodedPiece piece)
    {
        if (!job.Output.TryWrite(piece))
            throw new OperationCanceledException("The reader of this answer is gone.");
    }

    private string TakeText()
    {
        var text = _text.ToString();
        _text.Clear();
        return text;
    }
}
