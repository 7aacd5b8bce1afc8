using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using LatencyPortal.Decoding.Models;
using LatencyPortal.Decoding.Sampling;
using LatencyPortal.Decoding.Scheduling;
using Microsoft.Extensions.Logging;

namespace LatencyPortal.Decoding;

/// <summary>
/// A model folder, loaded and ready to answer. Requests are answered one at a time in arrival order
/// on a thread of the model's own. All members may be used from any thread.
/// </summary>
public sealed partial class LocalModel : IAsyncDisposable
{
    private readonly ModelFolder _folder;
    private readonly OnnxModelRunner _runner;
    private readonly DecodeQueue _queue;

    private LocalModel(ModelFolder folder, OnnxModelRunner runner, DecodingOptions options, ILogger logger)
    {
        _folder = folder;
        _runner = runner;
        var decoder = new SequenceDecoder(runner, folder.Tokenizer.Bytes, folder.EndTokens);
        _queue = new DecodeQueue(decoder.Run, options.QueueCapacity, logger);
    }

    /// <summary>Name of the model folder.</summary>
    public string Name => Path.GetFileName(Folder);

    /// <summary>Full path of the model folder.</summary>
    public string Folder => _folder.Path;

    /// <summary>Tokens that prompt and answer may have together.</summary>
    public int ContextLength => _runner.Shape.ContextLength;

    /// <summary>Number of token ids.</summary>
    public int VocabularySize => _folder.Tokenizer.VocabularySize;

    /// <summary>
    /// Loads a model folder in the layout of onnxruntime-genai and runs a first step, so that the
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
        var files = ModelFolder.Read(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        var runner = OnnxModelRunner.Load(files.Config, files.ModelPath, options);
        try
        {
            runner.WarmUp(files.ModelPath);
        }
        catch
        {
            runner.Dispose();
            throw;
        }

        var model = new LocalModel(files, runner, options, logger);
        LogLoaded(logger, model.Name, Stopwatch.GetElapsedTime(started).TotalMilliseconds, model.ContextLength);
        return model;
    }

    /// <summary>Tokens of the prompt that these messages make, template markers included.</summary>
    /// <exception cref="ArgumentException">There are no messages, or one has an unknown role.</exception>
    public int CountTokens(IReadOnlyList<TemplateMessage> messages) => _folder.Template.Encode(messages).Count;

    /// <summary>
    /// Streams an answer: first a <see cref="DecodedPieceKind.Started"/> piece when the request leaves
    /// the queue, then text, then one <see cref="DecodedPieceKind.Finished"/> piece. Cancelling, or
    /// leaving the loop, ends the work within one model step.
    /// </summary>
    /// <exception cref="ArgumentException">There are no messages, or an option is out of range.</exception>
    /// <exception cref="PromptTooLongException">The prompt leaves no room for an answer.</exception>
    /// <exception cref="ObjectDisposedException">The model was unloaded before the answer was complete.</exception>
    public IAsyncEnumerable<DecodedPiece> GenerateAsync(DecodeRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var prompt = _folder.Template.Encode(request.Messages);
        if (prompt.Count >= ContextLength)
            throw new PromptTooLongException(prompt.Count, ContextLength);
        if (request.MaxTokens is < 1)
            throw new ArgumentOutOfRangeException(nameof(request), request.MaxTokens, "max_tokens must be at least 1.");
        if (request.Stop.Any(string.IsNullOrEmpty))
            throw new ArgumentException("A stop string must not be empty.", nameof(request));
        var maxTokens = Math.Min(request.MaxTokens ?? int.MaxValue, ContextLength - prompt.Count);
        var sampling = new SamplingOptions(request.Temperature, request.TopP, request.Seed ?? Random.Shared.NextInt64());
        return StreamAsync(prompt, maxTokens, sampling, request.Stop, cancellationToken);
    }

    /// <summary>Ends running and waiting requests and frees the model's memory.</summary>
    public async ValueTask DisposeAsync()
    {
        await _queue.DisposeAsync().ConfigureAwait(false);
        _runner.Dispose();
    }

    private async IAsyncEnumerable<DecodedPiece> StreamAsync(
        List<int> prompt,
        int maxTokens,
        SamplingOptions sampling,
        IReadOnlyList<string> stop,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Leaving the loop early cancels too, not only the caller's token.
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _queue.Stopping);
        // Room for the first piece, one per token, the held-back rest and the last piece.
        var output = Channel.CreateBounded<DecodedPiece>(new BoundedChannelOptions(maxTokens + 3)
        {
            FullMode = BoundedChannelFullMode.Wait,
            SingleReader = true,
            SingleWriter = true,
        });
        var job = new DecodeJob(prompt, maxTokens, sampling, stop, output.Writer, leaving.Token);
        try
        {
            await _queue.EnqueueAsync(job, cancellationToken).ConfigureAwait(false);
            await foreach (var piece in output.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                yield return piece;
        }
        finally
        {
            await leaving.CancelAsync().ConfigureAwait(false);
        }
    }

    [LoggerMessage(LogLevel.Information, "Loaded {Model} in {Milliseconds:F0} ms: context of {Context} tokens.")]
    private static partial void LogLoaded(ILogger logger, string model, double milliseconds, int context);
}
