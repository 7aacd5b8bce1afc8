using System.Text;
using LatencyPortal.Api.Contracts;

namespace LatencyPortal.Api;

/// <summary>Gathers one answer until it is whole.</summary>
internal sealed class WholeAnswer
{
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _thoughts = new();
    private readonly StringBuilder _refusal = new();
    private readonly List<ContentLogprob> _logprobs = [];
    private readonly List<(string Id, string Name, StringBuilder Arguments)> _calls = [];

    public string Text => _text.ToString();

    public string Thoughts => _thoughts.ToString();

    /// <summary>The tool calls, whole.</summary>
    public IReadOnlyList<MessageToolCall> ToolCalls =>
        [.. _calls.Select(call => new MessageToolCall(call.Id, "function", new ToolCallFunction(call.Arguments.ToString()) { Name = call.Name }))];

    public void Add(CompletionPart part)
    {
        _text.Append(part.Text);
        _thoughts.Append(part.Reasoning);
        _refusal.Append(part.Refusal);
        _logprobs.AddRange(part.Logprobs?.Content ?? []);
        foreach (var piece in part.ToolCalls)
        {
            if (piece.Index == _calls.Count)
                _calls.Add((piece.Id!, piece.Name!, new StringBuilder()));
            _calls[piece.Index].Arguments.Append(piece.Arguments);
        }
    }

    /// <summary>The answer as a choice of a chat completion.</summary>
    public ChatCompletionChoice Choice(int index, string finishReason)
    {
        var message = new ChatCompletionMessage("assistant", _text.Length == 0 && (_calls.Count > 0 || _refusal.Length > 0) ? null : Text)
        {
            ReasoningContent = _thoughts.Length > 0 ? Thoughts : null,
            Refusal = _refusal.Length > 0 ? _refusal.ToString() : null,
            ToolCalls = _calls.Count > 0 ? ToolCalls : null,
        };
        return new ChatCompletionChoice(index, message, finishReason)
        {
            Logprobs = _logprobs.Count > 0 ? new ChoiceLogprobs(_logprobs) : null,
        };
    }
}
