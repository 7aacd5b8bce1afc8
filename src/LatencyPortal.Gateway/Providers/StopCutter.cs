using System.Runtime.CompilerServices;
using System.Text;
using LatencyPortal.Decoding.Text;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Providers;

/// <summary>
/// Ends an answer at a stop sequence where the endpoint's format has no field for them. The rule is that of the models inside the portal:
/// the sequence that is complete first wins, of several complete at the same character the longest. Text that may still become one
/// is held back, all other text passes at once. Thoughts, refusals and tool calls are not looked at.
/// </summary>
internal sealed class StopCutter
{
    private readonly IReadOnlyList<string> _sequences;
    private readonly StringBuilder _held = new();
    private StopPattern[] _stops;
    private bool _stopped;

    private StopCutter(IEnumerable<string> sequences)
    {
        _sequences = [.. sequences.OrderByDescending(sequence => sequence.Length)];
        _stops = Unmatched();
    }

    /// <summary>The updates up to the first stop sequence. The call behind them is left there, and its usage stays unknown.</summary>
    public static IAsyncEnumerable<ChatResponseUpdate> Cut(
        IAsyncEnumerable<ChatResponseUpdate> updates, IEnumerable<string>? sequences, CancellationToken cancellationToken)
    {
        string[] wanted = [.. (sequences ?? []).Where(sequence => sequence.Length > 0)];
        return wanted.Length > 0 ? new StopCutter(wanted).ReadAsync(updates, cancellationToken) : updates;
    }

    private async IAsyncEnumerable<ChatResponseUpdate> ReadAsync(
        IAsyncEnumerable<ChatResponseUpdate> updates, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var update in updates.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            Take(update);
            // Also without its text: who waits for the endpoint must see that it is not silent.
            yield return update;
            if (_stopped)
                yield break;
        }

        List<AIContent> rest = [];
        Release(rest);
        if (rest.Count > 0)
            yield return new ChatResponseUpdate(ChatRole.Assistant, rest);
    }

    private void Take(ChatResponseUpdate update)
    {
        List<AIContent> kept = [];
        foreach (var content in update.Contents)
        {
            if (content is TextContent text && !RefusalText.Is(text))
            {
                if (Append(text.Text) is { Length: > 0 } certain)
                    kept.Add(new TextContent(certain));
                if (_stopped)
                    break;
            }
            else
            {
                Release(kept);
                kept.Add(content);
            }
        }

        if (_stopped)
            update.FinishReason = ChatFinishReason.Stop;
        else if (update.FinishReason is not null || update.RawRepresentation is TokenDelta { HasToolCall: true })
            Release(kept);
        update.Contents = kept;
    }

    /// <summary>Takes more text and returns what is certain to be part of the answer.</summary>
    private string Append(string text)
    {
        foreach (var character in text)
        {
            _held.Append(character);
            int? complete = null;
            // The longest stands first, but all of them have to see the character.
            foreach (var stop in _stops)
            {
                if (stop.Advance(character))
                    complete ??= stop.Length;
            }

            if (complete is not { } length)
                continue;
            _stopped = true;
            return _held.ToString(0, _held.Length - length);
        }

        var certain = _held.ToString(0, _held.Length - _stops.Max(stop => stop.Matched));
        _held.Remove(0, certain.Length);
        return certain;
    }

    /// <summary>What was held back is text after all: no sequence reaches over other contents.</summary>
    private void Release(List<AIContent> contents)
    {
        if (_held.Length == 0)
            return;
        contents.Add(new TextContent(_held.ToString()));
        _held.Clear();
        _stops = Unmatched();
    }

    private StopPattern[] Unmatched() => [.. _sequences.Select(sequence => new StopPattern(sequence))];
}
