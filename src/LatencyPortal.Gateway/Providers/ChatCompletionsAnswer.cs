using System.Text.Json;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Providers;

/// <summary>
/// Turns the events of one answer of Chat Completions into updates. Read token by token and not as a document: a thousand streams of ten
/// events a second pass here.
/// </summary>
internal sealed class ChatCompletionsAnswer(EndpointErrors errors)
{
    private readonly ToolCallParts _calls = new();
    private readonly SplitText _text = new();
    private readonly SplitText _thought = new();
    private readonly SplitText _refusal = new();
    private Dictionary<string, JsonElement>? _usage;
    private string? _id;
    private string? _model;

    /// <summary>What the answer's usage objects say together, later ones over earlier ones; <see langword="null"/> when there was none.</summary>
    public UsageDetails? Usage => _usage is { } usage ? OpenAIUsage.Read(usage) : null;

    /// <summary>The update of an event.</summary>
    /// <exception cref="JsonException">It is no answer.</exception>
    /// <exception cref="ModelCallException">It is an error.</exception>
    public ChatResponseUpdate Read(ReadOnlySpan<byte> data)
    {
        var reader = new Utf8JsonReader(data);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("An event of the answer is no object.");
        var delta = default(Delta);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("choices"u8))
                ReadChoices(ref reader, ref delta);
            else if (reader.ValueTextEquals("usage"u8))
                ReadUsage(ref reader);
            else if (reader.ValueTextEquals("error"u8))
                ReadError(ref reader);
            else if (_id is null && reader.ValueTextEquals("id"u8))
                _id = NextText(ref reader);
            else if (_model is null && reader.ValueTextEquals("model"u8))
                _model = NextText(ref reader);
            else
                Skip(ref reader);
        }

        // Two values in one event: reading on says so.
        reader.Read();
        return Update(delta);
    }

    private ChatResponseUpdate Update(in Delta delta)
    {
        var update = new ChatResponseUpdate { Role = delta.IsChoice ? ChatRole.Assistant : null, ResponseId = _id, MessageId = _id, ModelId = _model };
        if (delta.Thought is { Length: > 0 } thought)
            update.Contents.Add(new TextReasoningContent(thought));
        if (delta.Text is { Length: > 0 } text)
            update.Contents.Add(new TextContent(text));
        if (delta.Refusal is { Length: > 0 } refusal)
            update.Contents.Add(RefusalText.Of(refusal));
        if (delta.Calls is not null || delta.Logprobs is not null)
            update.RawRepresentation = new TokenDelta(delta.Calls ?? [], delta.Logprobs ?? []);
        if (delta.Finish is not { Length: > 0 } finish)
            return update;
        update.FinishReason = finish switch
        {
            "stop" => ChatFinishReason.Stop,
            "length" => ChatFinishReason.Length,
            "tool_calls" or "function_call" => ChatFinishReason.ToolCalls,
            "content_filter" => ChatFinishReason.ContentFilter,
            _ => new ChatFinishReason(finish),
        };
        _text.End();
        _thought.End();
        _refusal.End();
        foreach (var call in _calls.Take())
            update.Contents.Add(call);
        return update;
    }

    /// <summary>One choice is asked for; a server that gives more is read at the first.</summary>
    private void ReadChoices(ref Utf8JsonReader reader, ref Delta delta)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
            return;
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException("The choices of the answer are no list.");
        var first = true;
        while (Next(ref reader) != JsonTokenType.EndArray)
        {
            if (first && reader.TokenType == JsonTokenType.StartObject)
                ReadChoice(ref reader, ref delta);
            else
                reader.Skip();
            first = false;
        }
    }

    private void ReadChoice(ref Utf8JsonReader reader, ref Delta delta)
    {
        delta.IsChoice = true;
        while (Next(ref reader) == JsonTokenType.PropertyName)
        {
            // A server that does not stream says the whole as a message.
            if (reader.ValueTextEquals("delta"u8) || reader.ValueTextEquals("message"u8))
                ReadDelta(ref reader, ref delta);
            else if (reader.ValueTextEquals("finish_reason"u8))
                delta.Finish = NextText(ref reader);
            else if (reader.ValueTextEquals("logprobs"u8))
                delta.Logprobs = ReadLogprobs(ref reader);
            else
                Skip(ref reader);
        }
    }

    private void ReadDelta(ref Utf8JsonReader reader, ref Delta delta)
    {
        if (!Enter(ref reader, JsonTokenType.StartObject))
            return;
        while (Next(ref reader) == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("content"u8))
                delta.Text += _text.Next(ref reader);
            else if (reader.ValueTextEquals("refusal"u8))
                delta.Refusal += _refusal.Next(ref reader);
            else if (reader.ValueTextEquals("reasoning_content"u8) || reader.ValueTextEquals("reasoning"u8))
                // Groq, OpenRouter and newer vLLM say `reasoning`; some servers send both.
                delta.Thought = delta.Thought is { Length: > 0 } known ? SkipBeside(ref reader, known) : _thought.Next(ref reader);
            else if (reader.ValueTextEquals("tool_calls"u8))
                ReadCalls(ref reader, ref delta);
            else
                Skip(ref reader);
        }
    }

    private void ReadCalls(ref Utf8JsonReader reader, ref Delta delta)
    {
        if (!Enter(ref reader, JsonTokenType.StartArray))
            return;
        for (var place = 0; Next(ref reader) != JsonTokenType.EndArray; place++)
        {
            var piece = JsonElement.ParseValue(ref reader);
            var function = piece.Get("function");
            var call = new ToolCallPiece(
                (int?)piece.Count("index") ?? place, piece.Text("id"), function?.Text("name"), function?.Text("arguments") ?? "");
            _calls.Add(call);
            (delta.Calls ??= []).Add(call);
        }
    }

    private void ReadUsage(ref Utf8JsonReader reader)
    {
        if (!Enter(ref reader, JsonTokenType.StartObject))
            return;
        _usage ??= new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var field in JsonElement.ParseValue(ref reader).EnumerateObject().Where(field => field.Value.ValueKind != JsonValueKind.Null))
            _usage[field.Name] = field.Value;
    }

    private void ReadError(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.String)
            throw errors.FromErrorObject(JsonElement.ParseValue(ref reader));
        reader.Skip();
    }

    private static List<TokenLogprobs>? ReadLogprobs(ref Utf8JsonReader reader)
    {
        if (!Enter(ref reader, JsonTokenType.StartObject))
            return null;
        var tokens = JsonElement.ParseValue(ref reader).Items("content")
            .Select(token => new TokenLogprobs(Logprob(token), [.. token.Items("top_logprobs").Select(Logprob)]))
            .ToList();
        return tokens.Count > 0 ? tokens : null;
    }

    private static TokenLogprob Logprob(JsonElement token) => new(
        token.Text("token") ?? "",
        BytesOf(token),
        token.Get("logprob") is { ValueKind: JsonValueKind.Number } logprob ? logprob.GetDouble() : double.NegativeInfinity);

    private static ReadOnlyMemory<byte>? BytesOf(JsonElement token)
    {
        // No conditional expression: in one, null would become no bytes, for memory converts from null arrays.
        if (token.Get("bytes") is not { ValueKind: JsonValueKind.Array } bytes)
            return null;
        return bytes.EnumerateArray().Select(one => one.TryGetByte(out var value) ? value : (byte)'?').ToArray();
    }

    /// <summary>Steps to a property's value and says whether it is of this kind; any other is passed over.</summary>
    private static bool Enter(ref Utf8JsonReader reader, JsonTokenType kind)
    {
        reader.Read();
        if (reader.TokenType == kind)
            return true;
        reader.Skip();
        return false;
    }

    private static JsonTokenType Next(ref Utf8JsonReader reader) => reader.Read() ? reader.TokenType : JsonTokenType.None;

    private static string? NextText(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
            return reader.GetString();
        reader.Skip();
        return null;
    }

    private static void Skip(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }

    private static string SkipBeside(ref Utf8JsonReader reader, string known)
    {
        Skip(ref reader);
        return known;
    }

    /// <summary>What one event says.</summary>
    private struct Delta
    {
        public bool IsChoice;
        public string? Text;
        public string? Thought;
        public string? Refusal;
        public string? Finish;
        public List<ToolCallPiece>? Calls;
        public List<TokenLogprobs>? Logprobs;
    }
}
