using System.Text.Json;

namespace LatencyPortal.Cli.Bench;

/// <summary>The prompts of a run. The same prompts and seed give the same order.</summary>
internal sealed class PromptMix
{
    private readonly string[] _prompts;

    /// <param name="prompts">At least one prompt; repeated ones weigh more.</param>
    /// <param name="seed">Seed of the order.</param>
    public PromptMix(IEnumerable<string> prompts, int seed)
    {
        _prompts = [.. prompts];
        new Random(seed).Shuffle(_prompts);
    }

    /// <summary>The prompt of a request; every prompt is used once before one comes again.</summary>
    public string this[int request] => _prompts[request % _prompts.Length];

    /// <summary>The questions of the help entries: a dozen words each.</summary>
    /// <exception cref="CliException">The file cannot be read as help entries.</exception>
    public static PromptMix FromHelp(string path, int seed) =>
        Checked(path, seed, text => JsonDocument.Parse(text).RootElement.EnumerateArray()
            .SelectMany(entry => entry.GetProperty("questions").EnumerateArray())
            .Select(question => question.GetString()!));

    /// <summary>A file of prompts: one a line, or a JSON array of strings when its name ends in .json.</summary>
    /// <exception cref="CliException">The file cannot be read, or holds no prompt.</exception>
    public static PromptMix FromFile(string path, int seed) =>
        Checked(path, seed, text => path.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
            ? JsonSerializer.Deserialize<string[]>(text) ?? []
            : text.Split('\n').Select(line => line.Trim()));

    private static PromptMix Checked(string path, int seed, Func<string, IEnumerable<string>> read)
    {
        string[] prompts;
        try
        {
            prompts = [.. read(File.ReadAllText(path)).Where(prompt => !string.IsNullOrWhiteSpace(prompt))];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new CliException($"{path} does not hold prompts: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"The prompts cannot be read: {e.Message}", e);
        }

        return prompts.Length > 0 ? new PromptMix(prompts, seed) : throw new CliException($"{path} holds no prompt.");
    }
}
