using System.Text.Json.Nodes;
using LatencyPortal.Decoding.Tests.TinyModels;

namespace LatencyPortal.Decoding.Tests.Models;

/// <summary>Every way in which a folder can be wrong says so, naming file and cause.</summary>
public sealed class LoadFaultTests : IDisposable
{
    private readonly TinyFolder _folder = new();

    public static TheoryData<string, string, string> JsonFaults => new()
    {
        { "genai_config.json", "/model/vocab_size", "tokenizer.json has" },
        { "genai_config.json", "/model/context_length", "\"model.context_length\" is missing" },
        { "genai_config.json", "/model/eos_token_id", "\"model.eos_token_id\" is missing" },
        { "genai_config.json", "/model/decoder/num_hidden_layers", "\"model.decoder.num_hidden_layers\" is missing" },
        { "tokenizer.json", "/model/vocab", "\"model.vocab\" is missing" },
        { "tokenizer.json", "/model/merges", "\"model.merges\" is missing" },
        { "tokenizer.json", "/pre_tokenizer", "the decoder is ByteLevel, but the pre-tokenizer is not" },
        { "tokenizer.json", "/decoder", "the decoder is not ByteLevel" },
        { "tokenizer.json", "/added_tokens", "lacks the special token <|im_start|>" },
        { "tokenizer_config.json", "/chat_template", "\"chat_template\" is missing" },
    };

    public static TheoryData<string, string, string> UnknownComponents => new()
    {
        { "/normalizer", """{"type": "BertNormalizer"}""", "the normalizer \"BertNormalizer\"" },
        { "/normalizer", """{"type": "Sequence"}""", "a sequence without" },
        { "/normalizer", """{"type": "Replace", "pattern": {"Regex": " +"}, "content": " "}""", "not a fixed text" },
        { "/pre_tokenizer", """{"type": "BertPreTokenizer"}""", "the pre-tokenizer \"BertPreTokenizer\"" },
        { "/pre_tokenizer", """{"type": "Metaspace", "replacement": "\u2581"}""", "the decoder is ByteLevel, but" },
        { "/pre_tokenizer", """{"type": "Sequence", "pretokenizers": [{"type": "ByteLevel"}, {"type": "Digits"}]}""", "stands after ByteLevel" },
        { "/pre_tokenizer", """{"type": "Split", "pattern": {"Regex": "("}, "behavior": "Isolated"}""", "pattern cannot be read" },
        { "/pre_tokenizer", """{"type": "Split", "pattern": {"Regex": "a"}, "behavior": "Sideways"}""", "Sideways" },
        { "/cleaner", "{}", "the part \"cleaner\"" },
        { "/model/scores", "[]", "\"model.scores\"" },
        { "/added_tokens", """[{"id": 9, "content": "<|new|>", "regex": "."}]""", "the setting \"regex\"" },
        { "/normalizer", """{"type": "NFC", "only": "ascii"}""", "the normalizer \"NFC\" has the setting \"only\"" },
        { "/pre_tokenizer", """{"type": "Sequence", "pretokenizers": [], "order": 1}""", "the setting \"order\"" },
        { "/pre_tokenizer", """{"type": "ByteLevel", "max_length": 4}""", "the setting \"max_length\"" },
        { "/post_processor", """{"type": "BertProcessing"}""", "the post-processor \"BertProcessing\"" },
        { "/post_processor", """{"type": "TemplateProcessing", "single": [{"Sequence": {"id": "A"}}, {"SpecialToken": {"id": "x"}}]}""", "tokens after the text" },
        { "/decoder", """{"type": "WordPiece"}""", "the decoder is not ByteLevel" },
        { "/model/type", "\"Unigram\"", "\"Unigram\"" },
        { "/model/end_of_word_suffix", "\"</w>\"", "end_of_word_suffix" },
        { "/model/unk_token", "\"<unk>\"", "unk_token" },
        { "/model/vocab", """{"<|endoftext|>": 0, "a": 9, "b": 4, "c": 5, "d": 6, "e": 7, "f": 8}""", "not a byte-level vocabulary" },
        { "/model/merges", """["h nothing"]""", "merge 0" },
        { "/added_tokens", """[{"id": 7, "content": "<|im_start|>"}]""", "another id" },
        { "/added_tokens", """[{"id": 9}]""", "without content or id" },
        { "/added_tokens", """[{"id": 2000000000, "content": "<|new|>"}]""", "dense range" },
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_MissingFolder_IsNamed() => AssertFault("gone", "the model folder is missing", _folder["gone"]);

    [Theory]
    [InlineData("genai_config.json")]
    [InlineData("tokenizer.json")]
    [InlineData("tokenizer_config.json")]
    [InlineData("model.onnx")]
    public void Load_MissingFile_IsNamed(string file)
    {
        File.Delete(_folder[file]);

        AssertFault(file, "the file is missing");
    }

    [Theory]
    [InlineData("genai_config.json")]
    [InlineData("tokenizer.json")]
    [InlineData("tokenizer_config.json")]
    public void Load_BadJson_IsNamed(string file)
    {
        var text = File.ReadAllText(_folder[file]);
        File.WriteAllText(_folder[file], text[..(text.Length / 2)]);
        AssertFault(file, "not valid JSON");

        File.WriteAllText(_folder[file], "[]");
        AssertFault(file, "does not hold a JSON object");
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    [InlineData(0.95)]
    public void Load_TruncatedModel_IsNamed(double share)
    {
        var bytes = File.ReadAllBytes(_folder["model.onnx"]);
        File.WriteAllBytes(_folder["model.onnx"], bytes[..(int)(bytes.Length * share)]);

        AssertFault("model.onnx", "cannot load the model");
    }

    [Theory]
    [MemberData(nameof(JsonFaults))]
    public void Load_MissingProperty_IsNamed(string file, string place, string cause)
    {
        _folder.Change(file, json => Parent(json, place, out var name).Remove(name));
        if (place.EndsWith("vocab_size", StringComparison.Ordinal))
            _folder.Change(file, json => Parent(json, place, out var name)[name] = 42);

        AssertFault(file, cause);
    }

    [Theory]
    [MemberData(nameof(UnknownComponents))]
    public void Load_UnknownTokenizerComponent_IsNamed(string place, string value, string cause)
    {
        _folder.Change("tokenizer.json", json => Parent(json, place, out var name)[name] = JsonNode.Parse(value));

        AssertFault("tokenizer.json", cause);
    }

    [Fact]
    public void Load_ChatTemplateWithAnUnknownPart_IsNamed()
    {
        _folder.Change("tokenizer_config.json", json => json["chat_template"] = "{{ messages[0]['content'] | backwards }}");

        AssertFault("tokenizer_config.json", "backwards");
    }

    [Fact]
    public void Load_EndTokenOutsideTheVocabulary_IsNamed()
    {
        _folder.Change("genai_config.json", json => json["model"]!["eos_token_id"] = 9999);

        AssertFault("genai_config.json", "eos_token_id");
    }

    [Fact]
    public void Load_LogitsOfAnotherWidth_IsNamed()
    {
        File.WriteAllBytes(_folder["model.onnx"], new TinyDecoder { Vocabulary = TinyTokenizer.Size + 8 }.Build());

        AssertFault("model.onnx", "logits");
    }

    [Fact]
    public void Load_MoreLayersConfigured_IsNamed()
    {
        _folder.Change("genai_config.json", json => json["model"]!["decoder"]!["num_hidden_layers"] = 3);

        AssertFault("model.onnx", "past_key_values.2.key");
    }

    [Fact]
    public void Load_FewerLayersConfigured_IsNamed()
    {
        _folder.Change("genai_config.json", json => json["model"]!["decoder"]!["num_hidden_layers"] = 1);

        AssertFault("model.onnx", "past_key_values.1.");
    }

    [Fact]
    public void Load_UnknownInput_IsNamed()
    {
        File.WriteAllBytes(_folder["model.onnx"], new TinyDecoder { ExtraInput = "pixel_values" }.Build());

        AssertFault("model.onnx", "pixel_values");
    }

    [Fact]
    public void Load_RenamedInputs_AreFollowed()
    {
        _folder.Change("genai_config.json", json => json["model"]!["decoder"]!["inputs"] = new JsonObject
        {
            ["input_ids"] = "tokens",
        });

        AssertFault("model.onnx", "\"tokens\"");
    }

    [Theory]
    [InlineData("genai_config.json")]
    [InlineData("tokenizer.json")]
    [InlineData("tokenizer_config.json")]
    public void Load_AnyValueReplacedByAnything_LoadsOrSaysWhatIsWrong(string file)
    {
        var original = File.ReadAllText(_folder[file]);
        string[] replacements = ["null", "true", "-1", "1e300", "\"x\"", "[]", "{}", "[1]", "\"\\ud800\""];
        var places = Places(JsonNode.Parse(original)!).ToList();
        // The vocabulary is long and all alike: a few of its entries will do.
        for (var place = 0; place < places.Count; place += place is > 60 and < 400 ? 23 : 1)
        {
            foreach (var replacement in replacements)
            {
                // Pasted as text: half a surrogate pair cannot be written as a node.
                var json = JsonNode.Parse(original)!;
                Replace(json, places[place], "to be replaced");
                File.WriteAllText(_folder[file], json.ToJsonString().Replace("\"to be replaced\"", replacement, StringComparison.Ordinal));
                var error = Record.Exception(() => LatencyPortal.Decoding.Models.ModelFolder.Read(_folder.Path));
                Assert.True(
                    error is null || (error is ModelLoadException && error.Message.Contains(_folder.Path, StringComparison.Ordinal)),
                    $"{string.Join('/', places[place])} = {replacement}: {error}");
            }
        }
    }

    [Fact]
    public async Task Load_PaddedLogits_AreNeverDrawn()
    {
        using var folder = new TinyFolder(new TinyDecoder
        {
            Vocabulary = TinyTokenizer.Size + 8,
            // The padding would win every time.
            Script = Enumerable.Range(0, TinyTokenizer.Size).ToDictionary(id => id, _ => TinyTokenizer.Size + 3),
        });
        await using var model = folder.Load();

        var pieces = await model.PiecesAsync(Answers.Ask("hello") with { MaxTokens = 20, Temperature = 1, Seed = 1 });

        Assert.Equal(DecodedPieceKind.Finished, pieces[^1].Kind);
    }

    private static IEnumerable<object[]> Places(JsonNode? node) => node switch
    {
        JsonObject branch => branch.SelectMany(child => Below(child.Key, child.Value)),
        JsonArray list => list.SelectMany((child, index) => Below(index, child)),
        _ => [],
    };

    private static IEnumerable<object[]> Below(object step, JsonNode? node) =>
        Places(node).Select(rest => (object[])[step, .. rest]).Prepend([step]);

    private static void Replace(JsonNode root, object[] place, JsonNode value)
    {
        var parent = place[..^1].Aggregate(root, (node, step) => step is int index ? node[index]! : node[(string)step]!);
        if (place[^1] is int last)
            parent[last] = value;
        else
            parent[(string)place[^1]] = value;
    }

    private static JsonObject Parent(JsonObject json, string place, out string name)
    {
        var names = place[1..].Split('/');
        name = names[^1];
        return names[..^1].Aggregate(json, (node, step) => node[step]!.AsObject());
    }

    private void AssertFault(string file, string cause, string? folder = null)
    {
        var error = Assert.Throws<ModelLoadException>(() => LocalModel.Load(
            folder ?? _folder.Path, new DecodingOptions { Threads = 1 }, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance));
        Assert.Contains(file, error.Message, StringComparison.Ordinal);
        Assert.Contains(cause, error.Message, StringComparison.Ordinal);
    }
}
