using System.Text.Json.Nodes;
using LatencyPortal.Decoding.Tests.TinyModels;

namespace LatencyPortal.Decoding.Tests.Models;

/// <summary>What cannot work is refused, what works in part is limited, each with a sentence that says what and why.</summary>
public sealed class ModelLimitTests
{
    private static readonly TinyDecoder Small = new() { ContextLength = 256 };

    [Theory]
    [InlineData(nameof(TinyPrecision.DynamicInt8), true, false)]
    [InlineData(nameof(TinyPrecision.DynamicInt8Whole), true, true)]
    [InlineData(nameof(TinyPrecision.DynamicInt8Whole), false, false)]
    [InlineData(nameof(TinyPrecision.QdqInt8), true, false)]
    public async Task Load_WeightsOfAll8Bits_AreNamedWhereSumsOverflow(string precision, bool sumsOverflow, bool named)
    {
        using var folder = new TinyFolder(new TinyDecoder { Precision = Enum.Parse<TinyPrecision>(precision) });
        await using var model = folder.Load(new DecodingOptions { Threads = 1, SumsOverflow = sumsOverflow });

        Assert.Equal(named, model.Limits.Any(limit => limit.Contains("VNNI", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Load_AllThatThereIs_HasNoLimits()
    {
        using var folder = new TinyFolder(Small);
        await using var model = folder.Load();

        Assert.Empty(model.Limits);
        Assert.True(model.Details is { Speculation: true, Batching: true, PrefixCache: true, ConstrainedDecoding: true });
        Assert.Equal("model.onnx", model.Details.File);
        Assert.Equal(2 * 2 * 16 * sizeof(float), model.Details.KeyValueBytesPerToken);
        Assert.Equal(8 * 256 * model.Details.KeyValueBytesPerToken, model.Details.Memory.KeyValues);
        Assert.InRange(model.Details.StepDifference, 0, 1e-5);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Load_LastLogitsOnly_RunsWithoutSpeculation(bool hidden)
    {
        using var folder = new TinyFolder(Small with { LastLogitsOnly = true, HidesLogitSizes = hidden }, ModelLayout.HuggingFace);
        if (hidden)
            folder.Change("config.json", json => json.Remove("vocab_size"));
        using var draft = new TinyFolder(Small);
        await using var model = folder.Load(new DecodingOptions { Threads = 1, DraftFolder = draft.Path });

        Assert.False(model.Details.Speculation);
        Assert.False(model.HasDraftModel);
        Assert.StartsWith("Speculation is off:", Assert.Single(model.Limits), StringComparison.Ordinal);
        Assert.NotEmpty(await model.TextAsync(Answers.Ask("hello") with { MaxTokens = 10 }));
    }

    [Theory]
    [InlineData(100, "\"model.decoder.sliding_window\" of genai_config.json is set")]
    [InlineData(300, null)]
    public async Task Load_WindowOfGenai_LimitsTheContext(int window, string? reason)
    {
        using var folder = new TinyFolder(Small);
        folder.Change("genai_config.json", json => json["model"]!["decoder"]!["sliding_window"] = new JsonObject { ["window_size"] = window });
        await using var model = folder.Load();

        Assert.Equal(Math.Min(window, 256), model.ContextLength);
        Assert.Equal(reason is null ? [] : [$"The context is limited to {window} of 256 tokens: {reason}."], model.Limits);
    }

    [Theory]
    [InlineData(90, 256, "(local_window_size)")]
    [InlineData(-1, 70, "rotary positions")]
    public async Task Load_GraphOfFewerTokens_LimitsTheContext(int window, int rotary, string reason)
    {
        using var folder = new TinyFolder(Small with { Window = window, ContextLength = rotary });
        folder.Change("genai_config.json", json => json["model"]!["context_length"] = 256);
        await using var model = folder.Load();

        Assert.Equal(window < 0 ? rotary : window, model.ContextLength);
        Assert.Contains(reason, Assert.Single(model.Limits), StringComparison.Ordinal);
        var pieces = await model.PiecesAsync(Answers.Ask("hello") with { Temperature = 2, Seed = 1 });
        Assert.Equal(model.ContextLength, pieces[^1].Usage!.Value.InputTokens + pieces[^1].Usage!.Value.OutputTokens);
    }

    [Fact]
    public async Task Load_DraftWithLimits_TellsThemToo()
    {
        using var folder = new TinyFolder(Small);
        using var draft = new TinyFolder(Small with { Attention = TinyAttention.Concat }, ModelLayout.HuggingFace);
        await using var model = folder.Load(new DecodingOptions { Threads = 1, DraftFolder = draft.Path });

        Assert.StartsWith("Draft model: Answers are computed one after another", Assert.Single(model.Limits), StringComparison.Ordinal);
        Assert.True(model.Details.Memory.Draft > 0);
    }

    [Theory]
    [InlineData("use_cache_branch", "two graphs in one")]
    [InlineData("past_conv.0", "states besides keys and values")]
    [InlineData("past_ssm.1", "states besides keys and values")]
    [InlineData("past_key_values.0.k_scale", "quantized keys and values")]
    [InlineData("inputs_embeds", "embeddings instead of token ids")]
    [InlineData("pixel_values", "does not know")]
    public void Load_InputThatCannotBeFed_IsRefused(string input, string reason)
    {
        using var folder = new TinyFolder(Small with { ExtraInput = input }, ModelLayout.HuggingFace);

        var error = Assert.Throws<ModelLoadException>(() => folder.Load());

        Assert.Contains(input, error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains(folder.ModelPath, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("input_ids", OnnxGraph.Int32, 2, "\"input_ids\" is Int32 [?, ?], but must be Int64")]
    [InlineData("attention_mask", OnnxGraph.Int64, 4, "\"attention_mask\" is Int64 [?, ?, ?, ?], but must be Int64 with 2")]
    [InlineData("position_ids", OnnxGraph.Int64, 3, "\"position_ids\" is Int64 [?, ?, ?], but must be Int64 with 2")]
    [InlineData("num_logits_to_keep", OnnxGraph.Int32, 0, "must be one Int64 number")]
    [InlineData("past_key_values.0.key", OnnxGraph.Int8, 4, "quantized keys and values")]
    [InlineData("past_key_values.0.key", OnnxGraph.Float16, 4, "must have one type")]
    [InlineData("past_key_values.0.key", OnnxGraph.Float32, 4, "no fixed number of heads")]
    public void Load_InputOfAnotherType_IsRefused(string name, int type, int rank, string reason)
    {
        // Only its inputs and outputs: it is refused before anything is computed.
        var graph = new OnnxGraph();
        foreach (var (input, usual, dimensions) in (IEnumerable<(string, int, long?[])>)
                 [
                     ("input_ids", OnnxGraph.Int64, [null, null]),
                     ("attention_mask", OnnxGraph.Int64, [null, null]),
                     ("position_ids", OnnxGraph.Int64, [null, null]),
                     ("num_logits_to_keep", OnnxGraph.Int64, []),
                     ("past_key_values.0.key", OnnxGraph.Float32, [null, 1, null, 16]),
                     ("past_key_values.0.value", OnnxGraph.Float32, [null, 1, null, 16]),
                 ])
        {
            graph.Input(input, input == name ? type : usual, input == name ? new long?[rank] : dimensions);
        }

        graph.Output("logits", OnnxGraph.Float32, null, null, TinyTokenizer.Size);
        graph.Output("present.0.key", OnnxGraph.Float32, null, 1, null, 16);
        graph.Output("present.0.value", OnnxGraph.Float32, null, 1, null, 16);
        using var folder = new TinyFolder(Small, ModelLayout.HuggingFace);
        File.WriteAllBytes(folder.ModelPath, graph.ToModel());

        var error = Assert.Throws<ModelLoadException>(() => folder.Load());

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NoCacheInTheGraph_IsRefused()
    {
        using var folder = new TinyFolder(Small with { Layers = 0 }, ModelLayout.HuggingFace);

        Assert.Contains("without a cache of keys and values", Assert.Throws<ModelLoadException>(() => folder.Load()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pipeline", "split over several files")]
    [InlineData("sliding_window", "not an object")]
    public void Load_DecoderSettingThatCannotBe_IsRefused(string setting, string reason)
    {
        using var folder = new TinyFolder(Small);
        folder.Change("genai_config.json", json => json["model"]!["decoder"]![setting] = new JsonArray());

        Assert.Contains(reason, Assert.Throws<ModelLoadException>(() => folder.Load()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_MoreMemoryThanThereIs_IsRefusedWithTheSizes()
    {
        using var folder = new TinyFolder(Small);

        var error = Assert.Throws<ModelLoadException>(() => folder.Load(new DecodingOptions { Threads = 1, AvailableMemory = 300_000 }));

        Assert.Contains("about 1 MB of memory", error.Message, StringComparison.Ordinal);
        Assert.Contains("keys and values", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_WeightsThatAreNoNumbers_IsRefused()
    {
        using var folder = new TinyFolder(Small with { ExternalFile = "model.onnx_data" }, ModelLayout.HuggingFace);
        var weights = folder["onnx/model.onnx_data"];
        var bytes = new byte[new FileInfo(weights).Length];
        Array.Fill(bytes, (byte)0xFF);
        File.WriteAllBytes(weights, bytes);

        Assert.Contains("no numbers (NaN or infinity)", Assert.Throws<ModelLoadException>(() => folder.Load()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_FolderOfLinks_IsFollowed()
    {
        // The cache of Hugging Face's tools: files are links to blobs elsewhere.
        if (OperatingSystem.IsWindows())
            return;
        using var blobs = new TinyFolder(Small with { ExternalFile = "model.onnx_data" }, ModelLayout.HuggingFace);
        using var folder = new TinyFolder(Small, ModelLayout.HuggingFace);
        foreach (var file in (string[])["onnx/model.onnx", "onnx/model.onnx_data", "config.json", "tokenizer.json"])
        {
            File.Delete(folder[file]);
            File.CreateSymbolicLink(folder[file], blobs[file]);
        }

        await using var model = folder.Load();

        Assert.NotEmpty(await model.TextAsync(Answers.Ask("hello") with { MaxTokens = 10 }));
    }

    [Fact]
    public void Load_ExternalWeightsMissingOrCutOff_AreNamed()
    {
        using var folder = new TinyFolder(Small with { ExternalFile = "model.onnx_data" }, ModelLayout.HuggingFace);
        var weights = folder["onnx/model.onnx_data"];
        File.WriteAllBytes(weights, File.ReadAllBytes(weights)[..^1]);
        var cut = Assert.Throws<ModelLoadException>(() => folder.Load()).Message;
        File.Delete(weights);
        var missing = Assert.Throws<ModelLoadException>(() => folder.Load()).Message;

        Assert.Contains("model.onnx_data: the file has", cut, StringComparison.Ordinal);
        Assert.Contains("it is cut off", cut, StringComparison.Ordinal);
        Assert.Contains("model.onnx_data: the file is missing", missing, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{{ foo.bar.baz }}")]
    public void Load_TemplateThatSaysNothing_IsRefused(string template)
    {
        using var folder = new TinyFolder(Small);
        folder.Change("tokenizer_config.json", config => config["chat_template"] = template);

        var refusal = Assert.Throws<ModelLoadException>(() => folder.Load());

        Assert.EndsWith("it makes no text of the messages.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_TemplateThatSaysNothingOfSomeMessages_IsTheTemplatesFault()
    {
        using var folder = new TinyFolder(Small);
        folder.Change("tokenizer_config.json", config => config["chat_template"] = "{% if messages|length < 2 %}x{% endif %}");
        await using var model = folder.Load();
        var ask = new DecodeRequest { Messages = [new TemplateMessage("user", "a"), new TemplateMessage("user", "b")] };

        var fault = Assert.Throws<DecodeFaultException>(() => model.GenerateAsync(ask, TestContext.Current.CancellationToken));

        Assert.Equal("The model's chat template makes no text of these messages.", fault.Message);
    }
}
