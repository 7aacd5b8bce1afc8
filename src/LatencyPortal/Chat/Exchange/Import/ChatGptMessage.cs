using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace LatencyPortal.Chat.Exchange.Import;

/// <summary>A message of ChatGPT's export.</summary>
/// <param name="id">Its node.</param>
/// <param name="parent">The shown message before it.</param>
/// <param name="role"><c>user</c> or <c>assistant</c>.</param>
internal sealed partial class ChatGptMessage(string id, string? parent, string role)
{
    private string _text = "";
    private string? _tail;

    public string Role => role;

    private string Id => id;

    /// <summary>What the model thought aloud.</summary>
    public string Thought { get; set; } = "";

    /// <summary>It shows nothing itself.</summary>
    public bool IsEmpty => _text.Length == 0;

    private string? Model { get; init; }

    private string? Finish { get; init; }

    private DateTimeOffset? At { get; init; }

    /// <summary>Reads a node; null for what ChatGPT does not show.</summary>
    public static ChatGptMessage? Read(string id, JsonElement node, string? parent)
    {
        if (node.ObjectOf("message") is not { } message || message.ObjectOf("author")?.TextOf("role") is not ("user" or "assistant") || message.ObjectOf("content") is not { } content)
            return null;
        var metadata = message.ObjectOf("metadata");
        // What a model says to its tools has another recipient.
        if (metadata?.IsTrue("is_visually_hidden_from_conversation") == true || message.TextOf("recipient") is not (null or "all"))
            return null;
        var isThought = content.TextOf("content_type") == "thoughts";
        return new ChatGptMessage(id, parent, message.ObjectOf("author")!.Value.TextOf("role")!)
        {
            _text = isThought ? "" : WithoutCitations().Replace(TextOf(content), "").Trim(),
            Thought = isThought ? ThoughtsOf(content) : "",
            Model = metadata?.TextOf("model_slug"),
            Finish = metadata?.ObjectOf("finish_details")?.TextOf("type") switch { "stop" => "stop", "max_tokens" => "length", _ => null },
            At = message.TimeOf("create_time"),
        };
    }

    /// <summary>Takes in the next node of the same answer.</summary>
    /// <param name="next">The node.</param>
    /// <param name="behind">The shown node before it: where a branch leaves in the middle of the answer it is not the last one, and nothing is joined.</param>
    public bool TryJoin(ChatGptMessage next, string behind)
    {
        if (behind != (_tail ?? Id))
            return false;
        _text = $"{_text}\n\n{next._text}";
        Thought = Thought.Length == 0 || next.Thought.Length == 0 ? Thought + next.Thought : $"{Thought}\n\n{next.Thought}";
        _tail = next.Id;
        return true;
    }

    public PortableMessage ToPortable() => new()
    {
        Id = Id,
        ParentId = parent,
        Role = role,
        Content = _text,
        Reasoning = Thought,
        Model = role == "assistant" ? Model : null,
        FinishReason = Finish,
        CreatedAt = At,
    };

    private static string TextOf(JsonElement content)
    {
        switch (content.TextOf("content_type"))
        {
            case "text" or "multimodal_text" or null:
                return string.Join("\n\n", content.ItemsOf("parts").Select(PartOf).Where(part => part.Length > 0));
            case "code":
                var code = content.TextOf("text") ?? "";
                var language = content.TextOf("language") is { Length: > 0 } named and not "unknown" ? named : "";
                var fence = new string('`', Math.Max(3, 1 + LongestRun(code)));
                return code.Length == 0 ? "" : $"{fence}{language}\n{code}\n{fence}";
            default:
                return "";
        }
    }

    private static string PartOf(JsonElement part) => part.ValueKind == JsonValueKind.String ? part.GetString()! : part.TextOf("content_type") switch
    {
        "audio_transcription" => part.TextOf("text") ?? "",
        "image_asset_pointer" => "(image)",
        "audio_asset_pointer" or "real_time_user_audio_video_asset_pointer" or "video_container_asset_pointer" => "(recording)",
        _ => "",
    };

    private static string ThoughtsOf(JsonElement content)
    {
        var text = new StringBuilder();
        foreach (var thought in content.ItemsOf("thoughts"))
        {
            var summary = thought.TextOf("summary") is { Length: > 0 } title ? $"**{title}**\n\n" : "";
            text.Append(text.Length > 0 ? "\n\n" : "").Append(summary).Append(thought.TextOf("content"));
        }

        return text.ToString();
    }

    private static int LongestRun(string text)
    {
        var (longest, run) = (0, 0);
        foreach (var character in text)
        {
            run = character == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }

    // Citations stand in the text as marks of the private use area, which mean nothing elsewhere.
    [GeneratedRegex("\uE200[^\uE201]*\uE201")]
    private static partial Regex WithoutCitations();
}
