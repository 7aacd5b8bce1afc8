using System.Buffers;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Output;

/// <summary>
/// The last characters of a running answer, to look at how it ended. They are copied to memory of the pool and forgotten at the end;
/// only what <see cref="StopAdvice"/> says of them is kept. One writer.
/// </summary>
internal sealed class AnswerTail
{
    /// <summary>Most UTF-16 characters that are kept, 64 KiB; of a longer answer these are the last ones.</summary>
    public const int MostCharacters = 32_768;

    private const int FirstSize = 512;

    private char[] _kept = [];
    private int _length;
    private long _forgotten;
    private long _thought;

    /// <summary>Appends what an update adds to the answer.</summary>
    public void Add(ChatResponseUpdate update)
    {
        var contents = update.Contents;
        for (var i = 0; i < contents.Count; i++)
        {
            if (contents[i] is TextContent { Text: { } text })
                Add(text);
            else if (contents[i] is TextReasoningContent { Text: { } thought })
                _thought += thought.Length;
        }
    }

    /// <summary>Appends a piece of the answer.</summary>
    public void Add(ReadOnlySpan<char> text)
    {
        if (text.Length > MostCharacters)
        {
            _forgotten += text.Length - MostCharacters;
            text = text[^MostCharacters..];
        }

        if (_length + text.Length > _kept.Length)
            MakeRoom(text.Length);
        text.CopyTo(_kept.AsSpan(_length));
        _length += text.Length;
    }

    /// <summary>Says what would have ended the answer sooner, and forgets it.</summary>
    /// <param name="outputTokens">Of the whole answer; <see langword="null"/> when nobody counted.</param>
    /// <param name="reasoningTokens">Of them for reasoning; <see langword="null"/> when nobody said.</param>
    public StopAdvice? Close(int? outputTokens, int? reasoningTokens)
    {
        var from = Math.Max(0, _length - MostCharacters);
        var text = _kept.AsSpan(from.._length);
        StopAdvice? advice = null;
        if (outputTokens > 0 && StopFinder.Find(text) is { } found)
        {
            // Where nobody says how many tokens the thoughts took, they take part in the answer's by their length.
            var characters = _forgotten + _length + (reasoningTokens is null ? _thought : 0);
            var tokens = (outputTokens.Value - (reasoningTokens ?? 0)) * (double)(text.Length - found.End) / characters;
            advice = tokens >= 0.5 ? new StopAdvice(found.Stop, (int)Math.Round(tokens)) : null;
        }

        Return();
        (_kept, _length) = ([], 0);
        return advice;
    }

    /// <summary>Grows up to twice of what is kept; then the older half goes, so that most pieces are only appended.</summary>
    private void MakeRoom(int more)
    {
        if (_kept.Length < 2 * MostCharacters)
        {
            var larger = ArrayPool<char>.Shared.Rent(Math.Min(2 * MostCharacters, Math.Max(FirstSize, 2 * (_length + more))));
            _kept.AsSpan(0, _length).CopyTo(larger);
            Return();
            _kept = larger;
        }

        if (_length + more <= _kept.Length)
            return;
        var gone = _length - MostCharacters;
        _kept.AsSpan(gone, MostCharacters).CopyTo(_kept);
        (_length, _forgotten) = (MostCharacters, _forgotten + gone);
    }

    private void Return()
    {
        if (_kept.Length > 0)
            ArrayPool<char>.Shared.Return(_kept);
    }
}
