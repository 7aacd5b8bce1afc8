using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Providers;

/// <summary>
/// Puts a call into the words of Chat Completions, straight into bytes. The same call gives the same bytes: servers cache a prompt by
/// what it spells.
/// </summary>
internal static class ChatCompletionsPrompt
{
    // The body is JSON and no part of a page: nothing but JSON's own rules needs escaping.
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <param name="request">The call.</param>
    /// <param name="dialect">How the endpoint wants to be asked.</param>
    /// <param name="errors">Refuses what the format has no word for.</param>
    public static ReadOnlyMemory<byte> Make(EndpointRequest request, ChatCompletionsDialect dialect, EndpointErrors errors)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, Writing))
        {
            json.WriteStartObject();
            json.WriteString("model"u8, request.Options.ModelId);
            json.WriteStartArray("messages"u8);
            if (request.Options.Instructions is { Length: > 0 } instructions)
                WriteText(json, "system", instructions);
            foreach (var message in request.Messages)
                ChatCompletionsMessage.Write(json, message, errors);
            json.WriteEndArray();
            WriteOptions(json, request, dialect, errors);
            json.WriteBoolean("stream"u8, true);
            if (dialect.AsksForUsage && !request.Fields.ContainsKey("stream_options"))
            {
                json.WriteStartObject("stream_options"u8);
                json.WriteBoolean("include_usage"u8, true);
                json.WriteEndObject();
            }

            foreach (var (name, value) in request.Fields)
            {
                json.WritePropertyName(name);
                // As it came: an endpoint judges what is in it.
                json.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void WriteText(Utf8JsonWriter json, string role, string text)
    {
        json.WriteStartObject();
        json.WriteString("role"u8, role);
        json.WriteString("content"u8, text);
        json.WriteEndObject();
    }

    private static void WriteOptions(Utf8JsonWriter json, EndpointRequest request, ChatCompletionsDialect dialect, EndpointErrors errors)
    {
        var options = request.Options;
        Number("temperature", options.Temperature);
        Number("top_p", options.TopP);
        Number("frequency_penalty", options.FrequencyPenalty);
        Number("presence_penalty", options.PresencePenalty);
        if (options.MaxOutputTokens is { } most && Free(dialect.MaxTokensField))
            json.WriteNumber(dialect.MaxTokensField, most);
        if (options.Seed is { } seed && Free("seed"))
            json.WriteNumber("seed"u8, seed);
        if (options.StopSequences is { Count: > 0 } stops && Free("stop"))
        {
            json.WriteStartArray("stop"u8);
            foreach (var stop in stops)
                json.WriteStringValue(stop);
            json.WriteEndArray();
        }

        if (Effort(options.Reasoning?.Effort) is { } effort && Free("reasoning_effort"))
            json.WriteString("reasoning_effort"u8, effort);
        if (options.ResponseFormat is ChatResponseFormatJson format && Free("response_format"))
            WriteFormat(json, format, request.Extras?.StrictSchema);
        if (Free("tools"))
            ChatCompletionsTools.Write(json, request, errors);

        // A field that is given as it is comes in place of the typed one.
        bool Free(string name) => !request.Fields.ContainsKey(name);

        // 0.7f is 0.69999998… as a double; what was typed is what is sent.
        void Number(string name, float? value)
        {
            if (value is not { } number || !Free(name))
                return;
            json.WritePropertyName(name);
            json.WriteRawValue(number.ToString("R", CultureInfo.InvariantCulture), skipInputValidation: true);
        }
    }

    private static void WriteFormat(Utf8JsonWriter json, ChatResponseFormatJson format, bool? strict)
    {
        json.WriteStartObject("response_format"u8);
        json.WriteString("type"u8, format.Schema is null ? "json_object"u8 : "json_schema"u8);
        if (format.Schema is { } schema)
        {
            json.WriteStartObject("json_schema"u8);
            json.WriteString("name"u8, format.SchemaName ?? "answer");
            if (format.SchemaDescription is { } description)
                json.WriteString("description"u8, description);
            if (strict is { } isStrict)
                json.WriteBoolean("strict"u8, isStrict);
            json.WritePropertyName("schema"u8);
            schema.WriteTo(json);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static string? Effort(ReasoningEffort? effort) => effort switch
    {
        ReasoningEffort.None => "none",
        ReasoningEffort.Low => "low",
        ReasoningEffort.Medium => "medium",
        ReasoningEffort.High => "high",
        ReasoningEffort.ExtraHigh => "xhigh",
        _ => null,
    };
}
