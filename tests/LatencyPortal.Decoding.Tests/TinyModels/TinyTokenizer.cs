using System.Text;
using System.Text.Json.Nodes;
using LatencyPortal.Decoding.Text;

namespace LatencyPortal.Decoding.Tests.TinyModels;

/// <summary>A byte-level BPE tokenizer with four control tokens, all bytes and a handful of merges.</summary>
internal static class TinyTokenizer
{
    public const int EndOfText = 0;
    public const int TurnStart = 1;
    public const int TurnEnd = 2;
    public const int Doc = 3;

    public const string ChatMl =
        "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>\n' }}" +
        "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";

    public static readonly string[] Control = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|doc|>"];

    public static readonly (string Left, string Right)[] Merges =
    [
        ("h", "e"), ("l", "l"), ("t", "he"), ("Ġ", "the"), ("he", "ll"), ("hell", "o"), ("Ġ", "hello"), ("1", "2"),
        ("Ċ", "Ċ"), ("Ġ", "Ġ"), ("ð", "Ł"), ("ðŁ", "ĺ"), ("i", "m"), ("|", ">"), ("<", "|"), ("é", "©"),
    ];

    /// <summary>More different characters than a block of repetition has, so that saying them over and over is no runaway.</summary>
    public const string Alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&()*+,-./:;<=>?@[]^_{|}~";

    public static int Size => Control.Length + 256 + Merges.Length;

    /// <summary>The token of one byte.</summary>
    public static int Byte(byte value) => Control.Length + value;

    /// <summary>Makes a model say a text whose bytes are all different, then end its turn.</summary>
    public static Dictionary<int, int> Speak(string text)
    {
        var script = Chain(text);
        script.Add(Byte(Encoding.UTF8.GetBytes(text)[^1]), TurnEnd);
        return script;
    }

    /// <summary>Makes a model say a text of different bytes over and over.</summary>
    public static Dictionary<int, int> SpeakForever(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var script = Chain(text);
        script.Add(Byte(bytes[^1]), Byte(bytes[0]));
        return script;
    }

    public static JsonObject Json()
    {
        var vocabulary = new JsonObject();
        foreach (var name in Control)
            vocabulary.Add(name, vocabulary.Count);
        for (var value = 0; value < 256; value++)
            vocabulary.Add(ByteAlphabet.SymbolOf((byte)value).ToString(), vocabulary.Count);
        foreach (var (left, right) in Merges)
            vocabulary.Add(left + right, vocabulary.Count);
        return new JsonObject
        {
            ["version"] = "1.0",
            ["added_tokens"] = new JsonArray([.. Control.Select((name, id) => new JsonObject
            {
                ["id"] = id,
                ["content"] = name,
                ["lstrip"] = false,
                ["rstrip"] = false,
                ["single_word"] = false,
                ["normalized"] = false,
                ["special"] = true,
            })]),
            ["normalizer"] = null,
            ["pre_tokenizer"] = new JsonObject { ["type"] = "ByteLevel", ["add_prefix_space"] = false, ["use_regex"] = true },
            ["decoder"] = new JsonObject { ["type"] = "ByteLevel" },
            ["model"] = new JsonObject
            {
                ["type"] = "BPE",
                ["vocab"] = vocabulary,
                ["merges"] = new JsonArray([.. Merges.Select(merge => new JsonArray(merge.Left, merge.Right))]),
            },
        };
    }

    public static JsonObject ConfigJson() => new()
    {
        ["tokenizer_class"] = "PreTrainedTokenizerFast",
        ["chat_template"] = ChatMl,
    };

    private static Dictionary<int, int> Chain(string text)
    {
        var script = new Dictionary<int, int>();
        // A prompt ends with the line break after the assistant's name.
        var last = Byte((byte)'\n');
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            script.Add(last, Byte(value));
            last = Byte(value);
        }

        return script;
    }
}
