namespace LatencyPortal.Cli.Bench;

/// <summary>What is measured, and with what.</summary>
/// <param name="Folder">Model folder for this process; null for the built-in one.</param>
/// <param name="Url">Server to call instead.</param>
/// <param name="Key">Its key.</param>
/// <param name="ModelName">Model to ask the server for.</param>
/// <param name="Prompts">File of prompts; null for the questions of the help entries.</param>
/// <param name="ProcessId">Process whose memory is reported.</param>
internal sealed record BenchTarget(string? Folder, Uri? Url, string? Key, string ModelName, string? Prompts, int? ProcessId)
{
    /// <summary>Opens the model and names the place it is at.</summary>
    public async Task<(ModelHost Host, string Place)> OpenAsync()
    {
        if (Url is not null)
            return (await ModelHost.OpenEndpointAsync(Url, Key, ModelName), Url.ToString());
        var folder = ModelFolders.Find(Folder);
        return (await ModelHost.OpenFolderAsync(folder), folder);
    }

    /// <summary>The prompts of the named file, else the questions of the help entries.</summary>
    /// <exception cref="CliException">There are none.</exception>
    public PromptMix PromptMix(int seed)
    {
        if (Prompts is not null)
            return Bench.PromptMix.FromFile(Prompts, seed);
        var folder = Url is null ? ModelFolders.Find(Folder) : ModelFolders.FindBuiltIn();
        var help = folder is null ? null : ModelFolders.HelpEntries(folder);
        return Bench.PromptMix.FromHelp(
            help ?? throw new CliException($"There is no help.json in {folder ?? "a built-in model"} to take questions from. Name a file with --prompts FILE."),
            seed);
    }

    /// <summary>The process to watch: the named one, else this one when the model runs in it.</summary>
    public PeakMemory? Memory() =>
        ProcessId is { } id ? PeakMemory.Of(id) : Url is null ? PeakMemory.OfThis() : null;
}
