using LatencyPortal.Decoding;
using LatencyPortal.Gateway.Grounding;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;

namespace LatencyPortal.Cli.Bench.Decoder;

/// <summary>What a benchmark of the decoder runs on.</summary>
/// <param name="Folder">The model folder.</param>
/// <param name="Options">How the model is loaded.</param>
/// <param name="Rounds">Prompts, repetitions, streams or steps, as the verb says.</param>
/// <param name="Temperature">Temperature of the answers.</param>
/// <param name="WarmUp">Time before anything is measured.</param>
/// <param name="Adversarial">Answers that lead every drafter astray; see <see cref="LedAstray"/>.</param>
internal sealed record DecoderBenchSettings(string Folder, DecodingOptions Options, int Rounds, double Temperature, TimeSpan WarmUp, bool Adversarial)
{
    private const int AdversarialTokens = 4;

    /// <summary>
    /// The same request with an answer of four tokens in random order: every two or three of them have been there before,
    /// and what followed them is wrong three times of four.
    /// </summary>
    public static DecodeRequest LedAstray(DecodeRequest request, LocalModel model) => request with
    {
        Temperature = 1,
        LogitBias = Enumerable.Range(model.VocabularySize / 2, AdversarialTokens).ToDictionary(id => id, _ => 100.0),
    };

    public LocalModel Load() => LocalModel.Load(Folder, Options, NullLogger.Instance);

    /// <summary>
    /// Prompts as the portal sends them: questions of the help entries with their documents, where the model has help
    /// entries; else plain requests to go on with a text.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<TemplateMessage>> Prompts(int count)
    {
        if (ModelFolders.HelpEntries(Folder) is not { } path)
        {
            return [.. Enumerable.Range(0, count).Select(i => new[]
            {
                new TemplateMessage("user", $"Write about the number {i} and repeat the important words: number, {i}, number."),
            })];
        }

        using var help = HelpIndex.Load(path, NullLogger.Instance);
        var mix = PromptMix.FromHelp(path, seed: 1);
        return
        [
            .. Enumerable.Range(0, count).Select(i => new GroundedPrompt([new ChatMessage(ChatRole.User, mix[i])], help).Messages
                .Select(message => new TemplateMessage(message.Role.Value, message.Text))
                .ToArray()),
        ];
    }

    /// <summary>A prompt of about as many tokens: plain words that do not repeat.</summary>
    public static TemplateMessage LongMessage(LocalModel model, int tokens, int salt)
    {
        var words = new List<string>();
        var random = new Random(salt);
        while (true)
        {
            for (var i = 0; i < 16; i++)
                words.Add($"{(char)('a' + random.Next(26))}{random.Next(1000)}");
            var message = new TemplateMessage("user", string.Join(' ', words));
            if (model.CountTokens([message]) >= tokens)
                return message;
        }
    }
}
