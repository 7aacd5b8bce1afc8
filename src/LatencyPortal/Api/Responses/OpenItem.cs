using System.Text;
using LatencyPortal.Gateway;

namespace LatencyPortal.Api.Responses;

/// <summary>An item that a model is making.</summary>
/// <param name="index">Its place in the output.</param>
/// <param name="type"><c>message</c>, <c>refusal</c>, which is a message too, <c>function_call</c> or <c>reasoning</c>.</param>
/// <param name="call">The first piece of a function call.</param>
internal sealed class OpenItem(int index, string type, ToolCallPiece? call = null)
{
    public const string Message = "message";
    public const string Refusal = "refusal";
    public const string FunctionCall = "function_call";
    public const string Reasoning = "reasoning";

    private readonly StringBuilder _text = new();

    public int Index => index;

    public string Type => type;

    public string Id { get; } = $"{type switch { Message or Refusal => "msg", FunctionCall => "fc", _ => "rs" }}_{Guid.NewGuid():N}";

    public string? Name => call?.Name;

    /// <summary>Text, or the arguments of a call.</summary>
    public string Text => _text.ToString();

    /// <summary>The finished item; <see langword="null"/> while it is being made.</summary>
    public ResponseItem? Done { get; set; }

    public void Add(string text) => _text.Append(text);

    /// <summary>The part of the item, of a message and of reasoning.</summary>
    public ResponsePart Part(string text) => type switch
    {
        Message => new ResponsePart("output_text") { Text = text, Annotations = [], Logprobs = [] },
        Refusal => new ResponsePart("refusal") { Refusal = text },
        _ => new ResponsePart("reasoning_text") { Text = text },
    };

    /// <summary>Says that the text of a message or of reasoning is whole.</summary>
    public ResponseEvent DoneEvent() => type switch
    {
        Message => new ResponseEvent("response.output_text.done") { Text = Text, Logprobs = [] },
        Refusal => new ResponseEvent("response.refusal.done") { Refusal = Text },
        _ => new ResponseEvent("response.reasoning_text.done") { Text = Text },
    };

    /// <summary>The item as it stands.</summary>
    /// <param name="status"><c>in_progress</c>, <c>completed</c> or <c>incomplete</c>.</param>
    /// <param name="whole">Whether it holds its text.</param>
    public ResponseItem Item(string status, bool whole) => type switch
    {
        FunctionCall => new ResponseItem(Id, type, status) { CallId = call!.Id, Name = call.Name, Arguments = whole ? Text : "" },
        Message or Refusal => new ResponseItem(Id, Message, status) { Role = "assistant", Content = whole ? [Part(Text)] : [] },
        _ => new ResponseItem(Id, type, status) { Summary = [], Content = whole ? [Part(Text)] : [] },
    };
}
