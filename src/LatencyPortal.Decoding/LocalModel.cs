using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading.Channels;
using LatencyPortal.Decoding.Constraints;
using LatencyPortal.Decoding.Models;
using LatencyPortal.Decoding.Sampling;
using LatencyPortal.Decoding.Scheduling;
using LatencyPortal.Decoding.Speculation;
using LatencyPortal.Decoding.Text;
using Microsoft.Extensions.Logging;

namespace LatencyPortal.Decoding;

/// <summary>
/// A model folder, loaded and ready to answer. Requests are decoded together on a thread of the model's own: each joins and
/// leaves between two steps. All members may be used from any thread.
/// </summary>
public sealed partial class LocalModel : IAsyncDisposable
{
    /// <summary>Most stop strings of a request: every character of the answer is compared with each.</summary>
    private const int MostStops = 64;

    /// <summary>Longest stop string: a longer one than any answer would only take memory.</summary>
    private const int LongestStop = 16_384;

    private readonly ModelFolder _folder;
    private readonly DecodeLoop _loop;
    private readonly DecodeThread _thread;
    private readonly Lazy<ConstraintVocabulary> _formats;
    private readonly LogprobSpeller _speller;

    private LocalModel(ModelFolder folder, OnnxModelRunner runner, OnnxModelRunner? draft, string? noDraft, DecodingOptions options, ILogger logger)
    {
        _folder = folder;
        HasDraftModel = draft is not null;
        Provider = runner.Plan.Rules.Provider;
        Notices =
        [
            .. new[]
            {
                runner.Notice,
                draft?.Notice is { } notice && notice != runner.Notice ? $"Draft model: {notice}" : null,
                noDraft is null ? null : $"It runs without its draft model: {noDraft}",
            }.OfType<string>(),
        ];
        Details = ModelDescription.Of(folder, runner, draft, options);
        Limits = [.. runner.Plan.Limits, .. (draft?.Plan.Limits ?? []).Select(limit => $"Draft model: {limit}")];
        // Made with the first answer that has a format: a large vocabulary takes a while, and most answers are free.
        _formats = new Lazy<ConstraintVocabulary>(() => new ConstraintVocabulary(folder.Tokenizer.Bytes, folder.EndTokens));
        _speller = new LogprobSpeller(folder.Tokenizer);
        var drafter = draft is null ? null : new ModelDrafter(draft, folder.Tokenizer.VocabularySize);
        _loop = new DecodeLoop(runner, drafter, folder.Tokenizer.Bytes, folder.EndTokens, options, logger);
        _loop.Calibrate();
        _thread = new DecodeThread(_loop, options.QueueCapacity, logger);
    }

    /// <summary>Name of the model folder.</summary>
    public string Name => Path.GetFileName(Folder);

    /// <summary>Full path of the model folder.</summary>
    public string Folder => _folder.Path;

    /// <summary>Tokens that prompt and answer may have together.</summary>
    public int ContextLength => Details.ContextLength;

    /// <summary>Sequences that are decoded together.</summary>
    public int MaxSequences => Details.MaxSequences;

    /// <summary>What the model is and can do.</summary>
    public ModelDetails Details { get; }

    /// <summary>What the model runs without, each with a sentence that says what and why; empty when it has all.</summary>
    public IReadOnlyList<string> Limits { get; }

    /// <summary>A draft model proposes tokens.</summary>
    public bool HasDraftModel { get; }

    /// <summary>Counters of the prefix cache; those of a moment ago when the model is at work.</summary>
    public PrefixCacheStats PrefixCache => _loop.Prefixes;

    /// <summary>What proposals came to, by source; those of a moment ago when the model is at work.</summary>
    public IReadOnlyList<SpeculationStats> Speculation => _loop.Speculation;

    /// <summary>What runs cost, as the planner knows it; for benchmarks.</summary>
    internal StepCosts Costs => _loop.Costs;

    /// <summary>Milliseconds of one step of the draft model, 0 without one; for benchmarks.</summary>
    internal double DraftStepMs => _loop.DraftStepMs;

    /// <summary>What computes the model; never <see cref="ExecutionProvider.Auto"/>.</summary>
    public ExecutionProvider Provider { get; }

    /// <summary>What did not go as configured, each a sentence that says what and why: a graphics card that cannot be used, for example.</summary>
    public IReadOnlyList<string> Notices { get; }

    /// <summary>Number of token ids.</summary>
    public int VocabularySize => _folder.Tokenizer.VocabularySize;

    /// <summary>Ids of the tokens that end an answer.</summary>
    public IReadOnlySet<int> EndTokens => _folder.EndTokens;

    /// <summary>
    /// Loads a model folder in one of the layouts of <see cref="ModelLayout"/> and runs a first step, so that the
    /// first request finds it warm. Takes as long as reading the weights.
    /// </summary>
    /// <exception cref="ModelLoadException">The folder cannot be used; the message says what is wrong and where.</exception>
    public static LocalModel Load(string folder, DecodingOptions options, ILogger logger)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(logger);
        options.Validate();
        var started = Stopwatch.GetTimestamp();
        var files = ModelFolder.Read(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)), options.ModelFile);
        OnnxModelRunner? runner = null;
        OnnxModelRunner? draft = null;
        LocalModel model;
        try
        {
            runner = files.Open(options);
            // Where no proposal can be verified, none is needed.
            string? noDraft = null;
            draft = runner.Shape.LastLogitsOnly ? null : OpenDraft(files, options, out noDraft);
            model = new LocalModel(files, runner, draft, noDraft, options, logger);
        }
        catch
        {
            runner?.Dispose();
            draft?.Dispose();
            throw;
        }

        foreach (var notice in model.Notices)
            LogNotice(logger, model.Name, notice);
        if (runner.Shape.BytesPerToken * runner.Shape.ContextLength is var row && row > options.KeyValueBytes)
            LogOneSequence(logger, model.Name, row, options.KeyValueBytes);
        foreach (var limit in model.Limits)
            LogLimit(logger, model.Name, limit);
        LogLoaded(logger, model.Name, Stopwatch.GetElapsedTime(started).TotalMilliseconds, model.ContextLength);
        return model;
    }

    /// <summary>Tokens of the prompt that these messages make, template markers included.</summary>
    /// <exception cref="ArgumentException">There are no messages, or one has an unknown role.</exception>
    public int CountTokens(IReadOnlyList<TemplateMessage> messages) => _folder.Template.Encode(messages).Count;

    /// <summary>
    /// Tokens of the parts of one text, as they are counted within a message: each token counts for the part in which its first byte
    /// stands, so that the sum is that of the whole text.
    /// </summary>
    public int[] CountParts(IReadOnlyList<string> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        // Behind the markers of a message, a text is not the first one.
        var ids = new List<int> { 0 };
        _folder.Tokenizer.AppendText(string.Concat(parts), ids);
        var (counts, part, at, end) = (new int[parts.Count], 0, 0L, parts.Count == 0 ? 0L : Encoding.UTF8.GetByteCount(parts[0]));
        foreach (var id in CollectionsMarshal.AsSpan(ids)[1..])
        {
            while (at >= end && part < parts.Count - 1)
                end += Encoding.UTF8.GetByteCount(parts[++part]);
            counts[part]++;
            at += _folder.Tokenizer.Bytes[id].Length;
        }

        return counts;
    }

    /// <summary>The tokens of the prompt that a request makes, as the decoder reads them.</summary>
    /// <exception cref="ArgumentException">There are no messages, or one has an unknown role.</exception>
    /// <exception cref="DecodeFaultException">The chat template fails.</exception>
    public IReadOnlyList<int> Encode(DecodeRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _folder.Template.EncodePrompt(request.Messages, request.Tools, request.Begun, [], cancellationToken);
    }

    /// <summary>
    /// Streams an answer: first a <see cref="DecodedPieceKind.Started"/> piece when the request leaves
    /// the queue, then text, then one <see cref="DecodedPieceKind.Finished"/> piece. Cancelling, or
    /// leaving the loop, ends the work within one model step.
    /// </summary>
    /// <exception cref="ArgumentException">There are no messages, or an option is out of range.</exception>
    /// <exception cref="QueueFullException">Too many requests wait; thrown by the first piece.</exception>
    /// <exception cref="PromptTooLongException">The prompt leaves no room for an answer.</exception>
    /// <exception cref="DecodeFaultException">The model or its chat template fails; the request is not to blame.</exception>
    /// <exception cref="ObjectDisposedException">The model was unloaded before the answer was complete.</exception>
    public IAsyncEnumerable<DecodedPiece> GenerateAsync(DecodeRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.MaxTokens is < 1)
            throw new ArgumentException("max_tokens must be at least 1.");
        if (request.Stop.Count > MostStops)
            throw new ArgumentException($"At most {MostStops} stop strings are possible; these are {request.Stop.Count}.");
        if (request.Stop.Any(string.IsNullOrEmpty))
            throw new ArgumentException("A stop string must not be empty.");
        if (request.Stop.FirstOrDefault(stop => stop.Length > LongestStop) is { } longest)
            throw new ArgumentException($"A stop string has at most {LongestStop} characters; one of these has {longest.Length}.");
        var cuts = new List<int>();
        var prompt = _folder.Template.EncodePrompt(request.Messages, request.Tools, request.Begun, cuts, cancellationToken);
        if (prompt.Count >= ContextLength)
            throw new PromptTooLongException(prompt.Count, ContextLength);
        var maxTokens = Math.Min(request.MaxTokens ?? int.MaxValue, ContextLength - prompt.Count);
        var sampling = SamplingOptions.Of(request, VocabularySize);
        var format = request.ResponseFormat is { } wanted ? JsonConstraint.Compile(wanted, _formats.Value) : null;
        return StreamAsync(request, [.. prompt], [.. cuts], maxTokens, sampling, format, cancellationToken);
    }

    /// <summary>Ends running and waiting requests and frees the model's memory.</summary>
    public async ValueTask DisposeAsync()
    {
        await _thread.DisposeAsync().ConfigureAwait(false);
        _loop.Dispose();
    }

    /// <summary>The draft model: the one of the options, or the folder <c>draft</c> inside the model's.</summary>
    private static OnnxModelRunner? OpenDraft(ModelFolder target, DecodingOptions options, out string? refusal)
    {
        refusal = null;
        var folder = options.DraftFolder ?? Path.Combine(target.Path, "draft");
        if (!options.UseDraftModel || (options.DraftFolder is null && !Directory.Exists(folder)))
            return null;
        try
        {
            return ModelFolder.ReadDraft(folder, target).Open(options);
        }
        catch (ModelLoadException e) when (options.DraftFolder is null)
        {
            // Nobody asked for it by name, and without it the model gives the same answers, only slower.
            refusal = e.Message;
            return null;
        }
    }

    private async IAsyncEnumerable<DecodedPiece> StreamAsync(
        DecodeRequest request,
        int[] prompt,
        int[] cuts,
        int maxTokens,
        SamplingOptions sampling,
        JsonConstraint? format,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Leaving the loop early cancels too, not only the caller's token.
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _thread.Stopping);
        // Room for the beginning, each token and the end.
        var output = Channel.CreateBounded<PieceEvent>(new BoundedChannelOptions(maxTokens + 2)
        {
            FullMode = BoundedChannelFullMode.Wait,
            SingleReader = true,
            SingleWriter = true,
        });
        var text = new TextLog();
        var job = new DecodeJob(
            prompt, cuts, maxTokens, sampling, format, request.Stop, request.CacheSalt, request.Speculate, text, output.Writer, leaving.Token)
        {
            PromptRead = request.PromptRead,
            HasBegun = request.Begun.Length > 0,
        };
        try
        {
            _thread.Enqueue(job);
            var pieces = new PieceBuilder(text, _speller);
            await foreach (var happened in output.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                if (pieces.TakeText(happened) is { } content)
                    yield return content;
                if (happened.Kind != DecodedPieceKind.Text)
                    yield return pieces.Mark(happened);
            }
        }
        finally
        {
            await leaving.CancelAsync().ConfigureAwait(false);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Model} answers one request at a time: keys and values of one sequence take {Row} bytes, and they may take {Budget}.")]
    private static partial void LogOneSequence(ILogger logger, string model, long row, long budget);

    [LoggerMessage(LogLevel.Information, "{Model}: {Limit}")]
    private static partial void LogLimit(ILogger logger, string model, string limit);

    [LoggerMessage(LogLevel.Warning, "{Model}: {Notice}")]
    private static partial void LogNotice(ILogger logger, string model, string notice);

    [LoggerMessage(LogLevel.Information, "Loaded {Model} in {Milliseconds:F0} ms: context of {Context} tokens.")]
    private static partial void LogLoaded(ILogger logger, string model, double milliseconds, int context);
}
