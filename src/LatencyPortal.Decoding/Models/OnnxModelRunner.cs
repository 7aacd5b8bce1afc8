using System.Numerics.Tensors;
using LatencyPortal.Decoding.KvCache;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace LatencyPortal.Decoding.Models;

/// <summary>
/// Runs a decoder over one sequence. All tensors live in native memory; keys and values are bound
/// once, and only the tensors whose shape changes (ids, mask, positions, logits) are bound anew.
/// Not thread-safe: one thread runs it.
/// </summary>
internal sealed class OnnxModelRunner : IDisposable
{
    private readonly GenaiConfig _config;
    private readonly InferenceSession _session;
    private readonly OrtIoBinding _binding;
    private readonly NativeKvCache _cache;
    private readonly NativeBuffer _ids;
    private readonly NativeBuffer _mask;
    private readonly NativeBuffer _positions;
    private readonly NativeBuffer _logits;
    private readonly int _chunk;

    private OnnxModelRunner(GenaiConfig config, InferenceSession session, DecoderShape shape, int chunk)
    {
        _config = config;
        _session = session;
        Shape = shape;
        _chunk = chunk;
        _binding = session.CreateIoBinding();
        _cache = new NativeKvCache(shape);
        _cache.Bind(_binding, config);
        _ids = new NativeBuffer(chunk * sizeof(long));
        _positions = new NativeBuffer(chunk * sizeof(long));
        _mask = new NativeBuffer(shape.ContextLength * sizeof(long));
        _mask.AsSpan<long>(shape.ContextLength).Fill(1);
        _logits = new NativeBuffer((long)chunk * shape.VocabularySize * sizeof(float));
    }

    public DecoderShape Shape { get; }

    /// <summary>Tokens of the sequence whose keys and values are in the cache.</summary>
    public int Length { get; private set; }

    public static OnnxModelRunner Load(GenaiConfig config, string modelPath, DecodingOptions options)
    {
        if (!File.Exists(modelPath))
            throw ModelLoadException.InFile(modelPath, "the file is missing.");
        InferenceSession? session = null;
        try
        {
            session = CreateSession(modelPath, options.ChooseThreads(WeightBytes(modelPath)));
            var shape = DecoderShape.Read(session, config, modelPath, options.MaxContextLength);
            // A long chunk of a large vocabulary would need a great deal of memory for its logits.
            var chunk = Math.Clamp((16 << 20) / (shape.VocabularySize * sizeof(float)), 1, Math.Min(options.PrefillChunk, shape.ContextLength));
            var runner = new OnnxModelRunner(config, session, shape, chunk);
            session = null;
            return runner;
        }
        catch (OnnxRuntimeException e)
        {
            throw ModelLoadException.InFile(modelPath, $"ONNX Runtime cannot load the model: {e.Message}", e);
        }
        catch (OutOfMemoryException e)
        {
            throw ModelLoadException.InFile(
                modelPath, "there is not enough memory for the model's keys and values; a smaller context helps.", e);
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException)
        {
            throw ModelLoadException.InFile(modelPath, "ONNX Runtime's native library is missing for this platform.", e);
        }
        finally
        {
            session?.Dispose();
        }
    }

    /// <summary>
    /// Appends tokens to the sequence and returns the logits that follow the last one, valid until
    /// the next call. Keys and values beyond <see cref="Length"/> are simply overwritten.
    /// </summary>
    /// <exception cref="OperationCanceledException">The run was ended; <see cref="Length"/> is as far as it is valid.</exception>
    public ReadOnlySpan<float> Append(scoped ReadOnlySpan<int> tokens, RunOptions run, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(tokens.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Length + tokens.Length, Shape.ContextLength);
        var rows = 0;
        while (tokens.Length > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = Math.Min(_chunk, tokens.Length);
            rows = RunOnce(tokens[..count], run, cancellationToken);
            tokens = tokens[count..];
        }

        return _logits.AsSpan<float>(rows * Shape.VocabularySize)[((rows - 1) * Shape.VocabularySize)..];
    }

    /// <summary>Forgets all tokens after the first <paramref name="length"/>; costs nothing.</summary>
    public void Rewind(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length);
        Length = length;
    }

    /// <summary>
    /// Warms the session up, and makes sure that tokens fed in two runs give the logits of one run:
    /// a graph that does not keep its keys in place would answer nonsense without any error.
    /// </summary>
    /// <exception cref="ModelLoadException">The graph fails or does not keep its keys and values in place.</exception>
    public void WarmUp(string modelPath)
    {
        try
        {
            using var run = new RunOptions();
            ReadOnlySpan<int> probe = [1, 2, 3, 4];
            var count = Math.Min(probe.Length, Shape.ContextLength);
            var whole = Append(probe[..count], run, CancellationToken.None).ToArray();
            Rewind(0);
            Append(probe[..(count - 1)], run, CancellationToken.None);
            var split = Append(probe[(count - 1)..count], run, CancellationToken.None);
            var distance = TensorPrimitives.Distance(whole, split);
            var size = TensorPrimitives.Norm<float>(whole);
            // Quantised models differ a little between the two; a graph that lost its past differs altogether.
            if (!float.IsFinite(size) || !(distance <= 0.1f * size))
            {
                throw ModelLoadException.InFile(
                    modelPath, "the model does not compute the same in two steps as in one; it cannot be decoded step by step.");
            }

            // The last place of the context: the graph's table of rotary positions may be shorter.
            Length = Shape.ContextLength - 1;
            Append(probe[..1], run, CancellationToken.None);
            Rewind(0);
        }
        catch (OnnxRuntimeException e)
        {
            throw ModelLoadException.InFile(modelPath, $"the model cannot compute a step: {e.Message}", e);
        }
    }

    public void Dispose()
    {
        // The binding points into the buffers, so it goes first.
        _binding.Dispose();
        _session.Dispose();
        _cache.Dispose();
        _ids.Dispose();
        _mask.Dispose();
        _positions.Dispose();
        _logits.Dispose();
    }

    /// <summary>The ONNX file, and the weights that it may keep in files beside it.</summary>
    private static long WeightBytes(string modelPath)
    {
        var file = new FileInfo(modelPath);
        return file.Directory!.EnumerateFiles($"{file.Name}*").Sum(part => part.Length);
    }

    private static InferenceSession CreateSession(string modelPath, int threads)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            // Each step has a new mask length, so remembered memory patterns would only pile up.
            EnableMemoryPattern = false,
            // Errors arrive as exceptions; on standard error they would only come twice.
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        // Threads spin during a step, where it is faster, and sleep after it.
        options.AddSessionConfigEntry("session.force_spinning_stop", "1");
        return new InferenceSession(modelPath, options);
    }

    private int RunOnce(ReadOnlySpan<int> tokens, RunOptions run, CancellationToken cancellationToken)
    {
        var count = tokens.Length;
        var ids = _ids.AsSpan<long>(count);
        var positions = _positions.AsSpan<long>(count);
        for (var i = 0; i < count; i++)
        {
            ids[i] = tokens[i];
            positions[i] = Length + i;
        }

        var rows = Shape.LastLogitsOnly ? 1 : count;
        var total = Length + count;
        using var idsTensor = Integers(_ids, count);
        using var maskTensor = Integers(_mask, total);
        using var positionsTensor = Integers(_positions, count);
        using var logitsTensor = _logits.AsTensor(
            TensorElementType.Float, [1, rows, Shape.VocabularySize], 0, (long)rows * Shape.VocabularySize * sizeof(float));
        _binding.BindInput(_config.InputIds, idsTensor);
        _binding.BindInput(_config.AttentionMask, maskTensor);
        if (Shape.HasPositionIds)
            _binding.BindInput(_config.PositionIds, positionsTensor);
        _binding.BindOutput(_config.Logits, logitsTensor);
        try
        {
            _session.RunWithBinding(run, _binding);
        }
        catch (OnnxRuntimeException) when (cancellationToken.IsCancellationRequested)
        {
            // RunOptions.Terminate ends a run with an error of its own.
            throw new OperationCanceledException(cancellationToken);
        }

        Length = total;
        return rows;
    }

    private static OrtValue Integers(NativeBuffer buffer, int count) =>
        buffer.AsTensor(TensorElementType.Int64, [1, count], 0, count * sizeof(long));
}
