using System.Text.Json;
using LatencyPortal.Gateway.Prompts.Composition;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Providers;

/// <summary>Writes one message of a conversation in the form of Chat Completions.</summary>
internal static class ChatCompletionsMessage
{
    public static void Write(Utf8JsonWriter json, ChatMessage message, EndpointErrors errors)
    {
        if (message.Role == ChatRole.Assistant)
            WriteAnswer(json, message, errors);
        else if (message.Role == ChatRole.User)
            WriteQuestion(json, message, errors);
        else
            WriteOther(json, message, errors);
    }

    private static void WriteQuestion(Utf8JsonWriter json, ChatMessage message, EndpointErrors errors)
    {
        var parts = message.Contents.Where(content => content is not TextReasoningContent).ToList();
        Begin(json, message);
        // Every server reads a string; a list only where there is more than text.
        if (parts is [] || (parts is [TextContent text] && CacheMark.Of(text) is null))
        {
            json.WriteString("content"u8, parts is [TextContent only] ? only.Text : "");
        }
        else
        {
            json.WriteStartArray("content"u8);
            foreach (var part in parts)
                WritePart(json, part, errors);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteAnswer(Utf8JsonWriter json, ChatMessage message, EndpointErrors errors)
    {
        var (texts, calls) = (new List<TextContent>(), new List<FunctionCallContent>());
        foreach (var content in message.Contents)
        {
            switch (content)
            {
                case TextReasoningContent:
                    break; // servers take thoughts of earlier answers for part of the answer, or refuse them
                case TextContent piece:
                    texts.Add(piece);
                    break;
                case FunctionCallContent call:
                    calls.Add(call);
                    break;
                default:
                    throw errors.CannotSend(content);
            }
        }

        Begin(json, message);
        if (texts.Any(text => text.Text.Length > 0) || calls.Count == 0)
            WriteTexts(json, texts);
        if (calls.Count > 0)
            WriteCalls(json, message.RawRepresentation is WrittenToolCalls written ? written.Calls : [.. calls.Select(ToolCallPiece.Of)]);
        json.WriteEndObject();
    }

    private static void WriteCalls(Utf8JsonWriter json, IReadOnlyList<ToolCallPiece> calls)
    {
        json.WriteStartArray("tool_calls"u8);
        foreach (var call in calls)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, call.Id);
            json.WriteString("type"u8, "function"u8);
            json.WriteStartObject("function"u8);
            json.WriteString("name"u8, call.Name);
            json.WriteString("arguments"u8, call.Arguments);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>System texts and what tools returned; each result is a message of its own.</summary>
    private static void WriteOther(Utf8JsonWriter json, ChatMessage message, EndpointErrors errors)
    {
        var texts = new List<TextContent>();
        foreach (var content in message.Contents)
        {
            switch (content)
            {
                case FunctionResultContent result:
                    json.WriteStartObject();
                    json.WriteString("role"u8, "tool"u8);
                    json.WriteString("tool_call_id"u8, result.CallId);
                    json.WriteString("content"u8, WireJson.ResultText(result));
                    json.WriteEndObject();
                    break;
                case TextReasoningContent:
                    break;
                case TextContent piece:
                    texts.Add(piece);
                    break;
                default:
                    throw errors.CannotSend(content);
            }
        }

        if (texts.Count == 0)
            return;
        Begin(json, message);
        WriteTexts(json, texts);
        json.WriteEndObject();
    }

    /// <summary>Every server reads a string; a list only where there are several texts, or one that is marked.</summary>
    private static void WriteTexts(Utf8JsonWriter json, List<TextContent> texts)
    {
        if (texts.Count == 0 || (texts is [var only] && CacheMark.Of(only) is null))
        {
            json.WriteString("content"u8, texts is [var single] ? single.Text : "");
            return;
        }

        json.WriteStartArray("content"u8);
        foreach (var text in texts)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "text"u8);
            json.WriteString("text"u8, text.Text);
            WriteMark(json, text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteMark(Utf8JsonWriter json, TextContent text)
    {
        if (CacheMark.Of(text) is not { } mark)
            return;
        json.WritePropertyName(mark.Field);
        json.WriteRawValue(mark.Json);
    }

    private static void Begin(Utf8JsonWriter json, ChatMessage message)
    {
        json.WriteStartObject();
        json.WriteString("role"u8, message.Role.Value);
        if (!string.IsNullOrEmpty(message.AuthorName))
            json.WriteString("name"u8, message.AuthorName);
    }

    private static void WritePart(Utf8JsonWriter json, AIContent part, EndpointErrors errors)
    {
        json.WriteStartObject();
        switch (part)
        {
            case TextContent text:
                json.WriteString("type"u8, "text"u8);
                json.WriteString("text"u8, text.Text);
                WriteMark(json, text);
                break;
            case DataContent data when data.HasTopLevelMediaType("image"):
                WriteImage(json, data, data.Uri);
                break;
            case UriContent uri when uri.HasTopLevelMediaType("image"):
                WriteImage(json, uri, uri.Uri.AbsoluteUri);
                break;
            case DataContent { MediaType: "audio/wav" or "audio/mpeg" or "audio/mp3" } sound:
                json.WriteString("type"u8, "input_audio"u8);
                json.WriteStartObject("input_audio"u8);
                json.WriteString("data"u8, sound.Base64Data.Span);
                json.WriteString("format"u8, sound.MediaType == "audio/wav" ? "wav"u8 : "mp3"u8);
                json.WriteEndObject();
                break;
            case DataContent { MediaType: "application/pdf" } file:
                json.WriteString("type"u8, "file"u8);
                json.WriteStartObject("file"u8);
                json.WriteString("filename"u8, file.Name ?? "document.pdf");
                json.WriteString("file_data"u8, file.Uri);
                json.WriteEndObject();
                break;
            default:
                throw errors.CannotSend(part);
        }

        json.WriteEndObject();
    }

    private static void WriteImage(Utf8JsonWriter json, AIContent image, string address)
    {
        json.WriteString("type"u8, "image_url"u8);
        json.WriteStartObject("image_url"u8);
        json.WriteString("url"u8, address);
        if (image.AdditionalProperties?.TryGetValue("detail", out string? detail) == true && detail is not null)
            json.WriteString("detail"u8, detail);
        json.WriteEndObject();
    }
}
