using System.Numerics.Tensors;
using LatencyPortal.Decoding.KvCache;
using Microsoft.ML.OnnxRuntime;

namespace LatencyPortal.Decoding.Models;

/// <summary>
/// Runs a decoder over several sequences, one a row of the key/value slab. GroupQueryAttention on a CPU takes either one
/// new token of many rows or many new tokens of one row, so these are the two kinds of run. All tensors live in native
/// memory and each shape of run is bound once; a step allocates nothing. Not thread-safe: one thread runs it.
/// </summary>
internal sealed class OnnxModelRunner : IDisposable
{
    private const int MostBoundRuns = 256;

    /// <summary>Tokens of a run from which on a small model has enough to do for several threads.</summary>
    private const int WideRun = 4;

    private readonly GenaiConfig _config;
    private readonly InferenceSession _session;
    private readonly InferenceSession? _wide;
    private readonly RunBuffers _buffers;
    private readonly Dictionary<RunShape, BoundRun> _bound = [];
    private readonly int[] _lengths;

    private OnnxModelRunner(GenaiConfig config, InferenceSession session, InferenceSession? wide, DecoderShape shape, int rows, int chunk)
    {
        _config = config;
        _session = session;
        _wide = wide;
        Shape = shape;
        MostTokens = chunk;
        _lengths = new int[rows];
        KeysAndValues = new KvSlab(shape, rows);
        _buffers = new RunBuffers(shape, rows, chunk);
    }

    public DecoderShape Shape { get; }

    public int Rows => _lengths.Length;

    /// <summary>Model runs so far.</summary>
    public long Runs { get; private set; }

    /// <summary>Most tokens of a run of one row.</summary>
    public int MostTokens { get; }

    public KvSlab KeysAndValues { get; }

    /// <summary>Tokens of a row whose keys and values are valid.</summary>
    public int LengthOf(int row) => _lengths[row];

    /// <summary>Sets how many tokens of a row are valid: fewer forgets the rest, more is for rows that were filled by a copy.</summary>
    public void SetLength(int row, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Shape.ContextLength);
        _lengths[row] = length;
    }

    public static OnnxModelRunner Load(GenaiConfig config, string modelPath, DecodingOptions options)
    {
        if (!File.Exists(modelPath))
            throw ModelLoadException.InFile(modelPath, "the file is missing.");
        InferenceSession? session = null;
        InferenceSession? wide = null;
        try
        {
            var bytes = WeightBytes(modelPath);
            MemoryNeed.CheckWeights(modelPath, bytes, options.MachineMemory);
            session = CreateSession(modelPath, options.ChooseThreads(bytes));
            // Threads belong to a session, so a second one with more of them serves the runs that are worth it.
            if (options.ChooseWideThreads(bytes) is { } threads)
                wide = CreateSession(modelPath, threads);
            var shape = DecoderShape.Read(session, config, modelPath, options.MaxContextLength);
            MemoryNeed.CheckAll(
                modelPath, wide is null ? bytes : 2 * bytes, DecodingOptions.RowBytes(shape), options.ChooseRows(shape), options.MachineMemory);
            // A long chunk of a large vocabulary would need a great deal of memory for its logits.
            var chunk = Math.Clamp((16 << 20) / (shape.VocabularySize * sizeof(float)), 1, Math.Min(options.PrefillChunk, shape.ContextLength));
            var runner = new OnnxModelRunner(config, session, wide, shape, options.ChooseRows(shape), chunk);
            (session, wide) = (null, null);
            return runner;
        }
        catch (OnnxRuntimeException e)
        {
            throw ModelLoadException.InFile(modelPath, $"ONNX Runtime cannot load the model: {e.Message}", e);
        }
        catch (OutOfMemoryException e)
        {
            throw ModelLoadException.InFile(
                modelPath, $"there is not enough memory for the model's keys and values; lower {nameof(DecodingOptions.MaxContextLength)} or {nameof(DecodingOptions.KeyValueBytes)}.", e);
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException)
        {
            throw ModelLoadException.InFile(modelPath, "ONNX Runtime's native library is missing for this platform.", e);
        }
        finally
        {
            session?.Dispose();
            wide?.Dispose();
        }
    }

    /// <summary>
    /// Appends tokens to one row and returns their logits, valid until the next run: a row of the vocabulary for each
    /// token, or for the last one only where the graph computes no others.
    /// </summary>
    /// <exception cref="OnnxRuntimeException">The run failed or was terminated; the row is as long as before.</exception>
    public ReadOnlySpan<float> Extend(int row, scoped ReadOnlySpan<int> tokens, RunOptions run)
    {
        ArgumentOutOfRangeException.ThrowIfZero(tokens.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tokens.Length, MostTokens);
        var length = _lengths[row];
        var total = length + tokens.Length;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(total, Shape.ContextLength);
        var shape = new RunShape(row, 1, tokens.Length, RunShape.MaskLengthFor(total, Shape.ContextLength));
        var ids = _buffers.Ids.AsSpan<long>(tokens.Length);
        var positions = _buffers.Positions.AsSpan<long>(tokens.Length);
        for (var i = 0; i < tokens.Length; i++)
        {
            ids[i] = tokens[i];
            positions[i] = length + i;
        }

        _buffers.SetMask(0, total, shape.MaskLength);
        Runs++;
        Bound(shape).Run(run);
        _lengths[row] = total;
        return _buffers.Logits.AsSpan<float>((Shape.LastLogitsOnly ? 1 : tokens.Length) * Shape.VocabularySize);
    }

    /// <summary>Appends one token to each of the first rows and returns a row of logits for each, valid until the next run.</summary>
    /// <exception cref="OnnxRuntimeException">The run failed or was terminated; the rows are as long as before.</exception>
    public ReadOnlySpan<float> Step(scoped ReadOnlySpan<int> tokens, RunOptions run)
    {
        ArgumentOutOfRangeException.ThrowIfZero(tokens.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tokens.Length, Rows);
        var longest = 0;
        for (var row = 0; row < tokens.Length; row++)
            longest = Math.Max(longest, _lengths[row] + 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(longest, Shape.ContextLength);
        var shape = new RunShape(0, tokens.Length, 1, RunShape.MaskLengthFor(longest, Shape.ContextLength));
        var ids = _buffers.Ids.AsSpan<long>(tokens.Length);
        var positions = _buffers.Positions.AsSpan<long>(tokens.Length);
        for (var row = 0; row < tokens.Length; row++)
        {
            ids[row] = tokens[row];
            positions[row] = _lengths[row];
            _buffers.SetMask(row, _lengths[row] + 1, shape.MaskLength);
        }

        Runs++;
        Bound(shape).Run(run);
        for (var row = 0; row < tokens.Length; row++)
            _lengths[row]++;
        return _buffers.Logits.AsSpan<float>(tokens.Length * Shape.VocabularySize);
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
            var count = Math.Min(Math.Min(probe.Length, Shape.ContextLength), MostTokens);
            var whole = Extend(0, probe[..count], run)[^Shape.VocabularySize..].ToArray();
            SetLength(0, 0);
            foreach (var token in probe[..(count - 1)])
                Extend(0, [token], run);
            var split = Extend(0, probe[(count - 1)..count], run)[^Shape.VocabularySize..].ToArray();
            var distance = TensorPrimitives.Distance(whole, split);
            var size = TensorPrimitives.Norm<float>(whole);
            // Quantised models differ a little between the two; a graph that lost its past differs altogether.
            if (!float.IsFinite(size) || !(distance <= 0.1f * size))
            {
                throw ModelLoadException.InFile(
                    modelPath, "the model does not compute the same in two steps as in one; it cannot be decoded step by step.");
            }

            // The last place of the context: the graph's table of rotary positions may be shorter.
            SetLength(0, Shape.ContextLength - 1);
            Extend(0, probe[..1], run);
            SetLength(0, 0);
        }
        catch (OnnxRuntimeException e)
        {
            throw ModelLoadException.InFile(modelPath, $"the model cannot compute a step: {e.Message}", e);
        }
    }

    public void Dispose()
    {
        // The bindings point into the buffers, so they go first.
        foreach (var bound in _bound.Values)
            bound.Dispose();
        _session.Dispose();
        _wide?.Dispose();
        KeysAndValues.Dispose();
        _buffers.Dispose();
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

    private BoundRun Bound(RunShape shape)
    {
        if (_bound.TryGetValue(shape, out var bound))
            return bound;
        // Decoding meets few shapes. Prompts of all lengths meet many, and begin anew with a few.
        if (_bound.Count >= MostBoundRuns)
        {
            foreach (var old in _bound.Values)
                old.Dispose();
            _bound.Clear();
        }

        var session = _wide is not null && shape.Rows * shape.Tokens >= WideRun ? _wide : _session;
        bound = new BoundRun(session, _config, Shape, KeysAndValues, _buffers, shape);
        _bound.Add(shape, bound);
        return bound;
    }
}
