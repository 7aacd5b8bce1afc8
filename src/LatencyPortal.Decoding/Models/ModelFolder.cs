using LatencyPortal.Decoding.Models.Configs;
using LatencyPortal.Decoding.Text;

namespace LatencyPortal.Decoding.Models;

/// <summary>
/// A model folder in one of the layouts of <see cref="ModelLayout"/>: the configuration, the ONNX file,
/// <c>tokenizer.json</c> and <c>tokenizer_config.json</c>, read and checked against each other.
/// </summary>
internal sealed class ModelFolder
{
    /// <summary>Exports round the number of logits up to a multiple; more than this is another tokenizer.</summary>
    private const int MaxPadding = 512;

    private ModelFolder(string path, ModelConfig config, Tokenizer tokenizer, ChatTemplate template)
    {
        Path = path;
        Config = config;
        Tokenizer = tokenizer;
        Template = template;
        EndTokens = new HashSet<int>([.. config.EndTokens, .. template.EndTokens]);
    }

    public string Path { get; }

    public ModelConfig Config { get; }

    public Tokenizer Tokenizer { get; }

    public ChatTemplate Template { get; }

    /// <summary>Tokens that end an answer.</summary>
    public IReadOnlySet<int> EndTokens { get; }

    /// <summary>Reads a folder.</summary>
    /// <param name="path">Full path of the folder.</param>
    /// <param name="modelFile">ONNX file to take, relative to the folder; null takes the one that the layout names or prefers.</param>
    /// <exception cref="ModelLoadException">A file is missing, damaged or not supported.</exception>
    public static ModelFolder Read(string path, string? modelFile = null)
    {
        if (!Directory.Exists(path))
            throw ModelLoadException.InFile(path, "the model folder is missing.");
        var config = ModelConfig.Read(path, modelFile);
        var tokenizer = TokenizerFile.Read(System.IO.Path.Combine(path, "tokenizer.json"));
        if (config.VocabularySize is { } size && !IsWidthOf(size, tokenizer))
            throw config.File.Fault($"the vocabulary has {size} tokens, but tokenizer.json has {tokenizer.VocabularySize} tokens.");
        if (config.EndTokens.FirstOrDefault(id => id < 0 || id >= tokenizer.VocabularySize, -1) is var id and >= 0)
            throw config.File.Fault($"\"eos_token_id\" has {id}, but tokenizer.json has {tokenizer.VocabularySize} tokens.");
        var folder = new ModelFolder(path, config, tokenizer, ChatTemplate.Read(path, tokenizer));
        return folder.EndTokens.Count > 0 ? folder : throw config.File.Fault("\"eos_token_id\" is missing, and the chat template names no end of a turn.");
    }

    /// <summary>
    /// Reads the folder of a draft model. It needs only the model and its configuration: text is made with the target's
    /// tokenizer. A tokenizer of its own must say the same, or its proposals would be other words.
    /// </summary>
    /// <exception cref="ModelLoadException">A file is missing or damaged, or the vocabularies differ.</exception>
    public static ModelFolder ReadDraft(string path, ModelFolder target)
    {
        if (!Directory.Exists(path))
            throw ModelLoadException.InFile(path, "the folder of the draft model is missing.");
        var config = ModelConfig.Read(path);
        if (config.VocabularySize is { } size && !IsWidthOf(size, target.Tokenizer))
        {
            throw config.File.Fault(
                $"the vocabulary has {size} tokens, but the target model has {target.Tokenizer.VocabularySize} tokens: a draft model needs the same vocabulary.");
        }

        var own = System.IO.Path.Combine(path, "tokenizer.json");
        if (File.Exists(own) && !TokenizerFile.Read(own).Bytes.SameAs(target.Tokenizer.Bytes))
            throw ModelLoadException.InFile(own, "the tokens differ from those of the target model: a draft model needs the same vocabulary.");
        return new ModelFolder(path, config, target.Tokenizer, target.Template);
    }

    /// <summary>Loads the model, warm and with logits that belong to the tokenizer.</summary>
    /// <exception cref="ModelLoadException">The model cannot be used; the message says why.</exception>
    public OnnxModelRunner Open(DecodingOptions options)
    {
        var runner = ProviderProbe.Open(Config, options);
        var width = runner.Shape.VocabularySize;
        if (IsWidthOf(width, Tokenizer))
            return runner;
        runner.Dispose();
        throw ModelLoadException.InFile(Config.ModelPath, $"the model has {width} logits, but there are {Tokenizer.VocabularySize} tokens.");
    }

    private static bool IsWidthOf(int width, Tokenizer tokenizer) => width - tokenizer.VocabularySize is >= 0 and <= MaxPadding;
}
