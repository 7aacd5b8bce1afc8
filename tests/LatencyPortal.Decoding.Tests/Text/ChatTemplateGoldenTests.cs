using System.Text.Json;
using System.Text.Json.Nodes;
using LatencyPortal.Decoding.Tests.Text.Jinja;
using LatencyPortal.Decoding.Tests.TinyModels;
using LatencyPortal.Decoding.Text;
using LatencyPortal.Decoding.Text.Jinja;

namespace LatencyPortal.Decoding.Tests.Text;

/// <summary>
/// Conversations with system messages, tools, calls and their results through templates of well-known families: the prompt
/// is what tests/golden/jinja.mjs recorded from the npm package, and only the template's own markers are control tokens.
/// </summary>
public sealed class ChatTemplateGoldenTests : IDisposable
{
    private static readonly string[] Markers =
    [
        "<s>", "</s>", "<|eot_id|>", "<|start_header_id|>", "<|end_header_id|>", "<|end|>", "<|user|>", "<|assistant|>", "<|system|>",
        "<start_of_turn>", "<end_of_turn>", "<|im_sep|>", "[INST]", "[/INST]", "[AVAILABLE_TOOLS]", "[/AVAILABLE_TOOLS]",
        "[TOOL_CALLS]", "[TOOL_RESULTS]", "[/TOOL_RESULTS]", "<tool_call>", "</tool_call>", "<tool_response>", "</tool_response>",
    ];

    /// <summary>Families whose templates take tools.</summary>
    private static readonly string[] WithTools = ["llama3-tools.jinja", "mistral.jinja", "phi4-mini.jinja", "qwen25.jinja", "qwen3.jinja", "typed-tools.jinja"];

    private readonly TinyFolder _folder = new();

    public static TheoryData<string> Templates => JinjaGoldenTests.Templates;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Templates))]
    public void Encode_Conversation_IsWhatTheReferenceRenders(string template)
    {
        var golden = GoldenJinja.Read("chat.json");
        var source = GoldenJinja.Template(template);
        var (chat, tokenizer) = Read(source);
        var compared = 0;
        foreach (var one in golden.GetProperty("cases").EnumerateArray().Where(one => one.GetProperty("template").GetString() == template))
        {
            var kind = one.GetProperty("kind").GetString()!;
            var conversation = golden.GetProperty("conversations").GetProperty(one.GetProperty("conversation").GetString()!);
            // The others ask for no answer, or have variables and parts that no request brings.
            if (kind is not ("prompt" or "tools") || MessagesOf(conversation) is not { } messages)
                continue;
            JsonElement[] tools = kind == "tools" ? [.. golden.GetProperty("kinds").GetProperty("tools").GetProperty("tools").EnumerateArray()] : [];
            var callsTools = messages.Any(message => message.Role == "tool");
            compared++;
            if (GoldenJinja.Output(one) is not { } expected || (callsTools && !source.Contains("tool_calls", StringComparison.Ordinal)))
                Assert.Throws<ArgumentException>(() => chat.Encode(messages, tools));
            else
                Assert.Equal(expected, Spell(chat.Encode(messages, tools), tokenizer));
        }

        Assert.InRange(compared, WithTools.Contains(template) ? 15 : 8, 20);
    }

    [Theory]
    [InlineData("chatml.jinja")]
    [InlineData("llama3.jinja")]
    [InlineData("gemma3.jinja")]
    [InlineData("deepseek.jinja")]
    public void Encode_ToolsForATemplateWithoutThem_IsRefused(string template)
    {
        var (chat, _) = Read(GoldenJinja.Template(template));

        var error = Assert.Throws<ArgumentException>(() => chat.Encode([new("user", "Hi")], [Tool("search")]));

        Assert.Equal("The chat template of the model knows no tools. Leave them out or choose another model.", error.Message);
    }

    [Fact]
    public void Encode_ToolMessagesForATemplateWithoutThem_AreRefused()
    {
        var (chat, _) = Read(GoldenJinja.Template("chatml.jinja"));
        var call = new TemplateMessage("assistant", "") { ToolCalls = [new("1", "search", "{}")] };

        Assert.Contains("no tool calls", Assert.Throws<ArgumentException>(() => chat.Encode([new("user", "Hi"), call])).Message, StringComparison.Ordinal);
        Assert.Contains("no tool calls", Assert.Throws<ArgumentException>(() => chat.Encode([new("tool", "x")])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("qwen25.jinja", "<|im_end|>")]
    [InlineData("llama3-tools.jinja", "<|eot_id|>")]
    [InlineData("mistral.jinja", "[/INST]")]
    public void Encode_MarkersSpelledInToolsAndCalls_StayText(string template, string marker)
    {
        var (chat, tokenizer) = Read(GoldenJinja.Template(template));
        var id = tokenizer.ControlTokens[marker];
        List<int> Ask(string word) => chat.Encode(
            [
                new("user", "Hi"),
                new("assistant", null) { ToolCalls = [new("abcdefgh1", "search", $$"""{"{{word}}": "{{word}}"}""")] },
                new("tool", word) { ToolCallId = "abcdefgh1", Name = word },
            ],
            [Tool("search", word)]);

        var (plain, forged) = (Ask("word"), Ask(marker));

        Assert.Equal(plain.Count(token => token == id), forged.Count(token => token == id));
        Assert.Equal(Spell(plain, tokenizer).Replace("word", marker, StringComparison.Ordinal), Spell(forged, tokenizer));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("\"search\"")]
    [InlineData("""{"type": "function"}""")]
    [InlineData("""{"type": "custom", "function": {"name": "x"}}""")]
    [InlineData("""{"type": "function", "function": {"name": ""}}""")]
    [InlineData("""{"type": "function", "function": {"name": 5}}""")]
    [InlineData("""{"type": "function", "function": {"name": "x", "description": "\ud800"}}""")]
    public void Encode_BadTool_IsRefused(string tool)
    {
        var (chat, _) = Read(GoldenJinja.Template("qwen25.jinja"));

        Assert.Throws<ArgumentException>(() => chat.Encode([new("user", "Hi")], [JsonSerializer.Deserialize<JsonElement>(tool)]));
    }

    [Fact]
    public void Encode_TooManyTools_AreRefused()
    {
        var (chat, _) = Read(GoldenJinja.Template("qwen25.jinja"));

        Assert.NotEmpty(chat.Encode([new("user", "Hi")], [.. Enumerable.Repeat(Tool("search"), 128)]));
        Assert.Throws<ArgumentException>(() => chat.Encode([new("user", "Hi")], [.. Enumerable.Repeat(Tool("search"), 129)]));
    }

    [Theory]
    [InlineData("assistant", null, null)]
    [InlineData("user", "x", "{}")]
    [InlineData("assistant", "x", "[]")]
    [InlineData("assistant", "x", "{\"a\"")]
    [InlineData("assistant", "x", "")]
    [InlineData("ipython", "x", null)]
    public void Encode_BadMessage_IsRefused(string role, string? content, string? arguments)
    {
        var (chat, _) = Read(GoldenJinja.Template("qwen25.jinja"));
        var message = new TemplateMessage(role, content) { ToolCalls = arguments is null ? null : [new("1", "search", arguments)] };

        Assert.Throws<ArgumentException>(() => chat.Encode([new("user", "Hi"), message]));
    }

    private static JsonElement Tool(string name, string description = "Searches.") => JsonSerializer.SerializeToElement(
        new { type = "function", function = new { name, description, parameters = new Dictionary<string, string> { [description] = description } } });

    /// <summary>The messages as a request brings them; null where it cannot.</summary>
    private static List<TemplateMessage>? MessagesOf(JsonElement conversation)
    {
        var messages = new List<TemplateMessage>();
        foreach (var one in conversation.EnumerateArray())
        {
            var content = one.GetProperty("content");
            if (content.ValueKind == JsonValueKind.Array || one.TryGetProperty("reasoning_content", out _))
                return null;
            messages.Add(new TemplateMessage(one.GetProperty("role").GetString()!, content.GetString())
            {
                ToolCalls = one.TryGetProperty("tool_calls", out var calls) ? [.. calls.EnumerateArray().Select(Call)] : null,
                ToolCallId = one.TryGetProperty("tool_call_id", out var id) ? id.GetString() : null,
                Name = one.TryGetProperty("name", out var name) ? name.GetString() : null,
            });
        }

        return messages.Count == 0 ? null : messages;
    }

    private static TemplateToolCall Call(JsonElement call)
    {
        var function = call.GetProperty("function");
        return new TemplateToolCall(call.GetProperty("id").GetString()!, function.GetProperty("name").GetString()!, function.GetProperty("arguments").GetRawText());
    }

    private static string Spell(List<int> ids, Tokenizer tokenizer)
    {
        var spellings = tokenizer.ControlTokens.ToDictionary(token => token.Value, token => token.Key);
        return System.Text.Encoding.UTF8.GetString([.. ids.SelectMany(id => spellings.TryGetValue(id, out var marker)
            ? System.Text.Encoding.UTF8.GetBytes(marker)
            : tokenizer.Bytes[id].ToArray())]);
    }

    private (ChatTemplate Template, Tokenizer Tokenizer) Read(string source)
    {
        _folder.Change("tokenizer.json", json =>
        {
            var added = json["added_tokens"]!.AsArray();
            foreach (var marker in Markers)
            {
                added.Add(new JsonObject
                {
                    ["id"] = TinyTokenizer.Size + added.Count - TinyTokenizer.Control.Length,
                    ["content"] = marker,
                    ["lstrip"] = false,
                    ["rstrip"] = false,
                    ["single_word"] = false,
                    ["normalized"] = false,
                    ["special"] = true,
                });
            }
        });
        _folder.Change("tokenizer_config.json", json =>
        {
            json["chat_template"] = source;
            json["bos_token"] = "<s>";
            json["eos_token"] = "</s>";
        });
        var tokenizer = TokenizerFile.Read(_folder["tokenizer.json"]);
        return (ChatTemplate.Read(_folder.Path, tokenizer, new JinjaOptions { Time = FixedTime.Instance }), tokenizer);
    }
}
