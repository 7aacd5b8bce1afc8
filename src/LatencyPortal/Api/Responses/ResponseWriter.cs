using LatencyPortal.Gateway;

namespace LatencyPortal.Api.Responses;

/// <summary>
/// Turns the pieces of an answer into the items of a response, and tells each step as an event. The same steps make a whole
/// response, whose events nobody hears.
/// </summary>
/// <param name="call">The request.</param>
/// <param name="id">Identity of the response.</param>
/// <param name="created">When it began, in seconds of the Unix clock.</param>
/// <param name="sendAsync">Gets each event.</param>
internal sealed class ResponseWriter(ResponsesCall call, string id, long created, Func<ResponseEvent, ValueTask> sendAsync)
{
    private readonly List<OpenItem> _items = [];
    private readonly List<OpenItem> _calls = [];
    private int _sent;

    public async ValueTask BeginAsync()
    {
        await SendAsync(new ResponseEvent("response.created") { Response = Response("in_progress") });
        await SendAsync(new ResponseEvent("response.in_progress") { Response = Response("in_progress") });
    }

    public async ValueTask AddAsync(CompletionPart part)
    {
        if (part.Reasoning is { } thought)
            await TextAsync(OpenItem.Reasoning, "response.reasoning_text.delta", thought);
        if (part.Text is { } text)
            await TextAsync(OpenItem.Message, "response.output_text.delta", text);
        if (part.Refusal is { } refusal)
            await TextAsync(OpenItem.Refusal, "response.refusal.delta", refusal);
        foreach (var piece in part.ToolCalls)
            await CallAsync(piece);
    }

    /// <summary>Ends the response as the model ended it.</summary>
    public async ValueTask<ResponseObject> EndAsync(string finishReason, ResponseUsage? usage)
    {
        var cut = finishReason switch
        {
            "length" => "max_output_tokens",
            "content_filter" => "content_filter",
            _ => null,
        };
        var status = cut is null ? "completed" : "incomplete";
        foreach (var item in _items)
            await CloseAsync(item, status);
        var response = Response(status) with
        {
            IncompleteDetails = cut is null ? null : new ResponseIncompleteDetails(cut),
            Usage = usage,
        };
        await SendAsync(new ResponseEvent($"response.{status}") { Response = response });
        return response;
    }

    /// <summary>Ends a stream that fails in its middle.</summary>
    public ValueTask FailAsync(ApiFault fault) => SendAsync(new ResponseEvent("response.failed")
    {
        Response = Response("failed") with { Error = new ResponseError(fault.Code ?? "server_error", fault.Message) },
    });

    private async ValueTask TextAsync(string type, string eventType, string text)
    {
        var item = _items.Count > 0 && _items[^1] is { Done: null } last && last.Type == type ? last : await OpenAsync(type);
        item.Add(text);
        await SendAsync(new ResponseEvent(eventType)
        {
            ItemId = item.Id,
            OutputIndex = item.Index,
            ContentIndex = 0,
            Delta = text,
            Logprobs = type == OpenItem.Message ? [] : null,
        });
    }

    private async ValueTask CallAsync(ToolCallPiece piece)
    {
        if (piece.Index == _calls.Count)
            _calls.Add(await OpenAsync(OpenItem.FunctionCall, piece));
        var item = _calls[piece.Index];
        if (piece.Arguments.Length == 0)
            return;
        item.Add(piece.Arguments);
        await SendAsync(new ResponseEvent("response.function_call_arguments.delta")
        {
            ItemId = item.Id,
            OutputIndex = item.Index,
            Delta = piece.Arguments,
        });
    }

    private async ValueTask<OpenItem> OpenAsync(string type, ToolCallPiece? first = null)
    {
        // Calls stay open until the end: the pieces of several may be mixed.
        if (_items.Count > 0 && _items[^1].Type != OpenItem.FunctionCall)
            await CloseAsync(_items[^1], "completed");
        var item = new OpenItem(_items.Count, type, first);
        _items.Add(item);
        await SendAsync(new ResponseEvent("response.output_item.added") { OutputIndex = item.Index, Item = item.Item("in_progress", whole: false) });
        if (type != OpenItem.FunctionCall)
        {
            await SendAsync(new ResponseEvent("response.content_part.added")
            {
                ItemId = item.Id,
                OutputIndex = item.Index,
                ContentIndex = 0,
                Part = item.Part(""),
            });
        }

        return item;
    }

    private async ValueTask CloseAsync(OpenItem item, string status)
    {
        if (item.Done is not null)
            return;
        item.Done = item.Item(status, whole: true);
        if (item.Type == OpenItem.FunctionCall)
        {
            await SendAsync(new ResponseEvent("response.function_call_arguments.done")
            {
                ItemId = item.Id,
                OutputIndex = item.Index,
                Name = item.Name,
                Arguments = item.Text,
            });
        }
        else
        {
            await SendAsync(item.DoneEvent() with { ItemId = item.Id, OutputIndex = item.Index, ContentIndex = 0 });
            await SendAsync(new ResponseEvent("response.content_part.done")
            {
                ItemId = item.Id,
                OutputIndex = item.Index,
                ContentIndex = 0,
                Part = item.Part(item.Text),
            });
        }

        await SendAsync(new ResponseEvent("response.output_item.done") { OutputIndex = item.Index, Item = item.Done });
    }

    private ValueTask SendAsync(ResponseEvent next) => sendAsync(next with { SequenceNumber = _sent++ });

    private ResponseObject Response(string status) => call.Describe(id, created, status, [.. _items.Select(item => item.Done ?? item.Item("incomplete", whole: true))]);
}
