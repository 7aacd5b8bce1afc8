using LatencyPortal.Decoding;
using LatencyPortal.Gateway.Grounding;
using LatencyPortal.Gateway.Prompts.Families;
using LatencyPortal.Gateway.Prompts.Prediction;
using LatencyPortal.Gateway.Prompts.Tokens;
using LatencyPortal.Gateway.Providers;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace LatencyPortal.Gateway;

/// <summary>The models inside the portal: loads and keeps them, and says of each what it is or why it cannot be used.</summary>
internal sealed partial class LocalModels(DecodingOptions options, HelpIndex help, ChatPipeline pipeline, FamilyCatalogue families, ILoggerFactory loggers) : IAsyncDisposable
{
    private readonly LeasePool<LocalModel> _loaded = new();
    private readonly ILogger _logger = loggers.CreateLogger<LocalModels>();

    /// <summary>A model that is loaded later.</summary>
    /// <param name="local">The model.</param>
    /// <param name="known">What was said of it before: one that failed stays listed with its problem until it is tried again.</param>
    public static GatewayState.Entry Waiting(LocalModelConfig local, ModelDescription? known)
    {
        var loading = new ModelDescription(local.Name, "local", null, IsLocal: true, $"{local.Name} is being loaded. A large model takes a while.");
        return new GatewayState.Entry(known ?? loading with { IsLoading = true }, null);
    }

    /// <summary>Whether the model is loaded already, under this or another name.</summary>
    public bool Holds(LocalModelConfig local) => _loaded.Holds(local.Key);

    /// <summary>Loads a model that is not loaded yet; never throws for what is wrong with it.</summary>
    public GatewayState.Entry Open(LocalModelConfig local)
    {
        var description = new ModelDescription(local.Name, "local", null, IsLocal: true, null);
        try
        {
            var model = _loaded.Load(local.Key, () => LocalModel.Load(local.FullFolder, OptionsOf(local), loggers.CreateLogger<LocalModel>()));
            description = description with { ContextLength = model.ContextLength, Facts = LocalModelFacts.Of(model, local.Key), Family = families.Local };
            if (local.Grounded && help.Problem is { } problem)
            {
                // Without its entries it would refuse every question.
                return new GatewayState.Entry(description with { Problem = problem }, null);
            }

            var provider = new LocalChatClient(local.Name, local.Key, _loaded);
            return new GatewayState.Entry(description, new GatewayModel(description, pipeline.Build(description, provider, families.Local, (messages, options, stop) => EncodeAsync(local.Key, messages, options, stop), local.Grounded)));
        }
        catch (Exception e)
        {
            // Whatever is wrong with a folder, the other models must work.
            LogNotLoaded(e, local.Name, local.FullFolder);
            var cause = e is ModelLoadException ? e.Message : $"{local.FullFolder}: {e.Message}";
            return new GatewayState.Entry(description with { Problem = $"The model {local.Name} cannot be loaded: {cause}" }, null);
        }
    }

    /// <summary>What a loaded model has saved; <see langword="null"/> when it is not loaded any more.</summary>
    public async ValueTask<LocalModelCounters?> ReadCountersAsync(string key)
    {
        if (_loaded.TryLease(key) is not { } lease)
            return null;
        await using var returning = lease.ConfigureAwait(false);
        return new LocalModelCounters(lease.Value.PrefixCache, lease.Value.Speculation);
    }

    /// <summary>Tokens of the prompt that these messages make; <see langword="null"/> when nobody can tell.</summary>
    public async ValueTask<int?> CountTokensAsync(string key, IReadOnlyList<TemplateMessage> messages, CancellationToken cancellationToken)
    {
        if (_loaded.TryLease(key) is not { } lease)
            return null;
        await using var returning = lease.ConfigureAwait(false);
        try
        {
            // Long texts take a while: not on the caller's thread.
            return await Task.Run(() => lease.Value.CountTokens(messages), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ArgumentException or DecodeFaultException)
        {
            return null; // The answer itself says what is wrong with the messages or the template.
        }
    }

    /// <summary>Computes something with the tokens of a loaded model; nothing when it is not loaded.</summary>
    public async ValueTask<T?> CountWithAsync<T>(string key, Func<TokenCounter, T> compute, CancellationToken cancellationToken)
        where T : class
    {
        if (_loaded.TryLease(key) is not { } lease)
            return null;
        await using var returning = lease.ConfigureAwait(false);
        return await Task.Run(() => compute(new LocalCounter(lease.Value)), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tokens of the prompt of a call; <see langword="null"/> when nobody can tell.</summary>
    private async ValueTask<EncodedPrompt?> EncodeAsync(string key, IReadOnlyList<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        if (_loaded.TryLease(key) is not { } lease)
            return null;
        await using var returning = lease.ConfigureAwait(false);
        try
        {
            return new EncodedPrompt([.. lease.Value.Encode(LocalPrompt.Make(messages, options), cancellationToken)]);
        }
        catch (Exception e) when (e is ArgumentException or DecodeFaultException or ModelCallException)
        {
            return null; // The answer itself says what is wrong with the messages or the template.
        }
    }

    /// <summary>Unloads all but these; what still answers goes when it is done.</summary>
    public ValueTask RetainAsync(IEnumerable<LocalModelConfig> kept) =>
        _loaded.RetainAsync(kept.Select(local => local.Key).ToHashSet(StringComparer.Ordinal));

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _loaded.DisposeAsync();

    private DecodingOptions OptionsOf(LocalModelConfig local) => options with
    {
        ModelFile = local.File,
        DraftFolder = local.DraftFolder,
        UseDraftModel = local.UseDraftModel,
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "Model {Model} cannot be loaded from {Folder}")]
    private partial void LogNotLoaded(Exception exception, string model, string folder);
}
