using System.Text.Json;
using LatencyPortal.Gateway;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Api.Responses;

/// <summary>
/// Reads <c>instructions</c> and <c>input</c> as the messages of a chat. The model's calls stand in items of their own there; those
/// that follow each other, and the text before them, are one message here.
/// </summary>
internal sealed class ResponseInputReader
{
    private readonly ModelDescription _model;
    private readonly List<ChatMessage> _messages = [];
    private readonly List<ToolCallPiece> _calls = [];
    private string? _said;

    private ResponseInputReader(ModelDescription model) => _model = model;

    public static List<ChatMessage> Read(JsonElement root, string? instructions, ModelDescription model)
    {
        var reader = new ResponseInputReader(model);
        if (!string.IsNullOrEmpty(instructions))
            reader._messages.Add(new ChatMessage(ChatRole.System, instructions));
        reader.Input(root.Require("input", "input"));
        if (reader._messages.All(MessageReader.IsBlank))
            throw new ApiFaultException(ApiFault.BadRequest("`input` holds no text.", "input"));
        return reader._messages;
    }

    private void Input(JsonElement input)
    {
        if (input.ValueKind == JsonValueKind.String)
        {
            _messages.Add(new ChatMessage(ChatRole.User, input.Text("input")));
            return;
        }

        if (input.ValueKind != JsonValueKind.Array)
            throw JsonFields.WrongType("input", "a string or an array of items", input);
        if (input.GetArrayLength() == 0)
            throw new ApiFaultException(ApiFault.BadRequest("`input` is empty: at least one item is needed.", "input", "empty_array"));
        foreach (var (i, item) in input.EnumerateArray().Index())
            Item(item, $"input[{i}]");
        Flush();
    }

    private void Item(JsonElement item, string param)
    {
        item.RequireObject(param);
        switch (item.Field("type")?.Text($"{param}.type") ?? "message")
        {
            case "message":
                Message(item, param);
                break;
            case "function_call":
                LocalRefusal.Tools(_model, $"{param}.type");
                _calls.Add(new ToolCallPiece(
                    _calls.Count,
                    item.Require("call_id", $"{param}.call_id").Text($"{param}.call_id"),
                    item.Require("name", $"{param}.name").Text($"{param}.name"),
                    item.Require("arguments", $"{param}.arguments").Text($"{param}.arguments")));
                break;
            case "function_call_output":
                LocalRefusal.Tools(_model, $"{param}.type");
                Flush();
                var id = item.Require("call_id", $"{param}.call_id").Text($"{param}.call_id");
                _messages.Add(new ChatMessage(ChatRole.Tool, [new FunctionResultContent(id, TextOf(item.Require("output", $"{param}.output"), $"{param}.output"))]));
                break;
            case "reasoning":
                // Thoughts come back with the answers that clients repeat; models of a chat get answers without them.
                break;
            default:
                throw new ApiFaultException(ApiFault.BadRequest(
                    $"`{param}.type` must be message, function_call, function_call_output or reasoning.", $"{param}.type", "unsupported_value"));
        }
    }

    private void Message(JsonElement message, string param)
    {
        var role = message.Require("role", $"{param}.role").Text($"{param}.role");
        var content = message.Require("content", $"{param}.content");
        Flush();
        switch (role)
        {
            case "system" or "developer":
                _messages.Add(new ChatMessage(ChatRole.System, TextOf(content, $"{param}.content")));
                break;
            case "assistant":
                _said = TextOf(content, $"{param}.content");
                break;
            case "user":
                _messages.Add(new ChatMessage(ChatRole.User, TextAndImages(content, $"{param}.content")));
                break;
            default:
                throw new ApiFaultException(ApiFault.BadRequest(
                    $"`{param}.role` must be system, developer, user or assistant.", $"{param}.role", "invalid_value"));
        }
    }

    /// <summary>Ends what the model said.</summary>
    private void Flush()
    {
        if (_calls.Count > 0)
            _messages.Add(ToolMessages.OfCalls(_said, [.. _calls]));
        else if (_said is not null)
            _messages.Add(new ChatMessage(ChatRole.Assistant, _said));
        _calls.Clear();
        _said = null;
    }

    private static string TextOf(JsonElement content, string param) => content.ValueKind switch
    {
        JsonValueKind.String => content.Text(param),
        JsonValueKind.Array => string.Concat(content.EnumerateArray().Select((part, i) => TextPart(part, $"{param}[{i}]"))),
        _ => throw JsonFields.WrongType(param, "a string or an array of parts", content),
    };

    private List<AIContent> TextAndImages(JsonElement content, string param)
    {
        if (content.ValueKind != JsonValueKind.Array)
            return [new TextContent(TextOf(content, param))];
        var contents = new List<AIContent>();
        foreach (var (i, part) in content.EnumerateArray().Index())
        {
            var at = $"{param}[{i}]";
            part.RequireObject(at);
            if (part.Field("type")?.Text($"{at}.type") == "input_image")
                contents.Add(Image(part, at));
            else if (contents is [.., TextContent before])
                before.Text += TextPart(part, at);
            else
                contents.Add(new TextContent(TextPart(part, at)));
        }

        return contents;
    }

    private AIContent Image(JsonElement part, string param)
    {
        LocalRefusal.Images(_model, $"{param}.type");
        if (part.Field("file_id") is not null)
            throw new ApiFaultException(ApiFault.BadRequest($"`{param}.file_id` is not supported: this portal stores no files. Use `image_url`.", $"{param}.file_id", "unsupported_parameter"));
        var address = part.Require("image_url", $"{param}.image_url").Text($"{param}.image_url");
        return ContentReader.ImageAt(address, part.Field("detail")?.Text($"{param}.detail"), $"{param}.image_url");
    }

    private static string TextPart(JsonElement part, string param)
    {
        part.RequireObject(param);
        var name = part.Field("type")?.Text($"{param}.type") switch
        {
            "input_text" or "output_text" or "text" => "text",
            "refusal" => "refusal",
            _ => throw new ApiFaultException(ApiFault.BadRequest(
                $"`{param}.type` must be input_text, output_text or, in a message of the user, input_image.", $"{param}.type", "invalid_value")),
        };
        return part.Require(name, $"{param}.{name}").Text($"{param}.{name}");
    }
}
