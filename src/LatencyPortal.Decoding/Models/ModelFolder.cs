using LatencyPortal.Decoding.Text;

namespace LatencyPortal.Decoding.Models;

/// <summary>
/// A model folder in the layout of onnxruntime-genai: <c>genai_config.json</c>, the ONNX file,
/// <c>tokenizer.json</c> and <c>tokenizer_config.json</c>, read and checked against each other.
/// </summary>
internal sealed class ModelFolder
{
    /// <summary>Exports round the number of logits up to a multiple; more than this is another tokenizer.</summary>
    private const int MaxPadding = 512;

    private ModelFolder(string path, GenaiConfig config, Tokenizer tokenizer, ChatTemplate template)
    {
        Path = path;
        Config = config;
        Tokenizer = tokenizer;
        Template = template;
        EndTokens = new HashSet<int>([.. config.EndTokens, .. template.EndTokens]);
    }

    public string Path { get; }

    public GenaiConfig Config { get; }

    public Tokenizer Tokenizer { get; }

    public ChatTemplate Template { get; }

    /// <summary>Tokens that end an answer.</summary>
    public IReadOnlySet<int> EndTokens { get; }

    public string ModelPath => System.IO.Path.Combine(Path, Config.ModelFile);

    /// <exception cref="ModelLoadException">A file is missing, damaged or not supported.</exception>
    public static ModelFolder Read(string path)
    {
        if (!Directory.Exists(path))
            throw ModelLoadException.InFile(path, "the model folder is missing.");
        var config = GenaiConfig.Read(System.IO.Path.Combine(path, "genai_config.json"));
        var tokenizer = TokenizerFile.Read(System.IO.Path.Combine(path, "tokenizer.json"));
        var padding = config.VocabularySize - tokenizer.VocabularySize;
        if (padding is < 0 or > MaxPadding)
        {
            throw config.File.Fault(
                $"\"model.vocab_size\" is {config.VocabularySize}, but tokenizer.json has {tokenizer.VocabularySize} tokens.");
        }

        if (config.EndTokens.FirstOrDefault(id => id < 0 || id >= tokenizer.VocabularySize, -1) is var id and >= 0)
            throw config.File.Fault($"\"model.eos_token_id\" has {id}, but tokenizer.json has {tokenizer.VocabularySize} tokens.");
        return new ModelFolder(path, config, tokenizer, ChatTemplate.Read(path, tokenizer));
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
        var config = GenaiConfig.Read(System.IO.Path.Combine(path, "genai_config.json"));
        var padding = config.VocabularySize - target.Tokenizer.VocabularySize;
        if (padding is < 0 or > MaxPadding)
        {
            throw config.File.Fault(
                $"\"model.vocab_size\" is {config.VocabularySize}, but the target model has {target.Tokenizer.VocabularySize} tokens: a draft model needs the same vocabulary.");
        }

        var own = System.IO.Path.Combine(path, "tokenizer.json");
        if (File.Exists(own) && !TokenizerFile.Read(own).Bytes.SameAs(target.Tokenizer.Bytes))
            throw ModelLoadException.InFile(own, "the tokens differ from those of the target model: a draft model needs the same vocabulary.");
        return new ModelFolder(path, config, target.Tokenizer, target.Template);
    }
}
