using System.Numerics.Tensors;
using LatencyPortal.Decoding.KvCache;
using LatencyPortal.Decoding.Models.Configs;
using LatencyPortal.Decoding.Models.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace LatencyPortal.Decoding.Models;

/// <summary>
/// Runs a decoder over several sequences, one a row of its keys and values. All tensors live in native memory. Not
/// thread-safe: one thread runs it.
/// </summary>
internal sealed class OnnxModelRunner : IDisposable
{
    /// <summary>Most of <see cref="StepDifference"/>: a little more than half precision makes of many layers.</summary>
    private const double MostDifference = 0.05;

    /// <summary>The same where activations are rounded to 8 bits by a scale of the whole run.</summary>
    private const double MostRounding = 0.25;

    private readonly ModelSessions _sessions;
    private readonly RunBuffers _buffers;
    private readonly IModelRuns _runs;
    private readonly int[] _lengths;

    private OnnxModelRunner(LoadPlan plan, ModelSessions sessions)
    {
        Plan = plan;
        _sessions = sessions;
        _lengths = new int[plan.Rows];
        _buffers = new RunBuffers(plan.Ports, plan.Shape, plan.Rows, plan.MostTokens, plan.LogitRows);
        _runs = plan.KeepsKeysInPlace
            ? new InPlaceRuns(sessions, plan.Ports, plan.Shape, _buffers, plan.Rows)
            : new GrowingRuns(sessions, plan.Ports, plan.Shape, _buffers, plan.Rows);
    }

    public LoadPlan Plan { get; }

    /// <summary>What did not go as configured; null when all did.</summary>
    public string? Notice { get; set; }

    public DecoderShape Shape => Plan.Shape;

    /// <summary>How far tokens in steps are from tokens together, as <see cref="WarmUp"/> found it; see <see cref="ModelDetails.StepDifference"/>.</summary>
    public double StepDifference { get; private set; }

    public int Rows => _lengths.Length;

    /// <summary>Model runs so far.</summary>
    public long Runs { get; private set; }

    /// <summary>Stopwatch ticks inside ONNX Runtime since the model was loaded.</summary>
    public long RunTicks => _sessions.RunTicks;

    /// <summary>Most tokens of a run of one row.</summary>
    public int MostTokens => Plan.MostTokens;

    /// <summary>Runs may be filled up: keys are kept in place, and every token has its row of logits.</summary>
    private bool Pads => Plan.KeepsKeysInPlace && !Shape.LastLogitsOnly;

    public IKeyValueStore KeysAndValues => _runs.KeysAndValues;

    /// <summary>Tokens of a row whose keys and values are valid.</summary>
    public int LengthOf(int row) => _lengths[row];

    /// <summary>Sets how many tokens of a row are valid: fewer forgets the rest, more is for rows that were filled by a copy.</summary>
    public void SetLength(int row, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Shape.ContextLength);
        _lengths[row] = length;
    }

    /// <summary>Loads a model and warms it up.</summary>
    /// <exception cref="ModelLoadException">A file is missing or damaged, or the model cannot be run; the message says why.</exception>
    public static OnnxModelRunner Open(ModelConfig config, DecodingOptions options, ProviderRules? rules = null)
    {
        var runner = Load(config, options, rules);
        try
        {
            runner.WarmUp();
            return runner;
        }
        catch (ModelLoadException) when (runner.Plan.KeepsKeysInPlace)
        {
            // Some graphs take the length of the past from its shape, which says nothing of it in place.
            runner.Dispose();
            runner = Load(config with { KeepsPastApart = true }, options, rules);
            runner.WarmUp();
            return runner;
        }
        catch
        {
            runner.Dispose();
            throw;
        }
    }

    /// <exception cref="ModelLoadException">A file is missing or damaged, or the model cannot be run; the message says why.</exception>
    public static OnnxModelRunner Load(ModelConfig config, DecodingOptions options, ProviderRules? rules = null)
    {
        rules ??= ProviderRules.Cpu;
        // What the file says of itself is read first: refusing it must not take as long as loading it.
        var facts = OnnxFile.Read(config.ModelPath);
        LoadPlan.Of(config, facts, DecoderPorts.Bind(facts.Inputs, facts.Outputs, config), options, rules).CheckMemory(options);
        ModelSessions? sessions = null;
        try
        {
            sessions = SessionFactory.Create(config.ModelPath, facts.WeightBytes, rules, options);
            var ports = GraphProbe.Run(sessions, DecoderPorts.Bind(sessions.First, config), config.ModelPath);
            var runner = new OnnxModelRunner(LoadPlan.Of(config, facts, ports, options, rules), sessions);
            sessions = null;
            return runner;
        }
        catch (OnnxRuntimeException e)
        {
            throw ModelLoadException.InFile(config.ModelPath, $"ONNX Runtime cannot load the model: {CauseOf(e, config.ModelPath)}", e);
        }
        catch (OutOfMemoryException e)
        {
            throw ModelLoadException.InFile(
                config.ModelPath, $"there is not enough memory for the model's keys and values; lower {nameof(DecodingOptions.MaxContextLength)} or the memory they may take.", e);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or TypeInitializationException)
        {
            throw ModelLoadException.InFile(config.ModelPath, "ONNX Runtime's native library, or this provider in it, is missing for this platform.", e);
        }
        finally
        {
            sessions?.Dispose();
        }
    }

    /// <summary>
    /// Appends tokens to one row and returns their logits, valid until the next run: a row of the vocabulary for each
    /// token, or for the last one only where the graph computes no others.
    /// </summary>
    /// <param name="row">The row.</param>
    /// <param name="tokens">The tokens.</param>
    /// <param name="run">Ends the run when told to.</param>
    /// <param name="lastOnly">Only the last row of logits is wanted; there may still be more before it.</param>
    /// <exception cref="OnnxRuntimeException">The run failed or was terminated; the row is as long as before.</exception>
    public ReadOnlySpan<float> Extend(int row, scoped ReadOnlySpan<int> tokens, RunOptions run, bool lastOnly = false)
    {
        var logitRows = Shape.LastLogitsOnly || (lastOnly && Plan.KeepsLogits) ? 1 : tokens.Length;
        ArgumentOutOfRangeException.ThrowIfZero(tokens.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tokens.Length, MostTokens);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(logitRows, _buffers.LogitRows);
        var length = _lengths[row];
        var total = length + tokens.Length;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(total, Shape.ContextLength);
        // Behind the tokens a run may compute padding: attention looks back only, and the next run writes over its keys.
        var computed = Pads ? Plan.Rules.Bucket(tokens.Length, Math.Min(MostTokens, Shape.ContextLength - length)) : tokens.Length;
        var ids = _buffers.Ids(computed);
        var positions = _buffers.Positions(computed);
        for (var i = 0; i < computed; i++)
        {
            ids[i] = tokens[Math.Min(i, tokens.Length - 1)];
            positions[i] = length + i;
        }

        Runs++;
        _runs.Extend(row, length, computed, logitRows + computed - tokens.Length, run);
        _lengths[row] = total;
        return _buffers.ReadLogits(logitRows);
    }

    /// <summary>Appends one token to each of the first rows and returns a row of logits for each, valid until the next run.</summary>
    /// <exception cref="OnnxRuntimeException">The run failed or was terminated; the rows are as long as before.</exception>
    public ReadOnlySpan<float> Step(scoped ReadOnlySpan<int> tokens, RunOptions run)
    {
        ArgumentOutOfRangeException.ThrowIfZero(tokens.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tokens.Length, Rows);
        var ids = _buffers.Ids(tokens.Length);
        var positions = _buffers.Positions(tokens.Length);
        for (var row = 0; row < tokens.Length; row++)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(_lengths[row], Shape.ContextLength);
            ids[row] = tokens[row];
            positions[row] = _lengths[row];
        }

        Runs++;
        _runs.Step(_lengths.AsSpan(0, tokens.Length), run);
        for (var row = 0; row < tokens.Length; row++)
            _lengths[row]++;
        return _buffers.ReadLogits(tokens.Length);
    }

    /// <summary>
    /// Warms the session up, and makes sure that tokens fed in two runs give the logits of one run:
    /// a graph that does not keep its keys in place would answer nonsense without any error.
    /// </summary>
    /// <exception cref="ModelLoadException">The graph fails or does not keep its keys and values in place.</exception>
    public void WarmUp()
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
            var size = TensorPrimitives.Norm<float>(whole);
            if (!float.IsFinite(size))
                throw Fault("the model computes logits that are no numbers (NaN or infinity); a file of another precision may help.");
            StepDifference = size > 0 ? TensorPrimitives.Distance(whole, split) / size : 0;
            // Rounding makes the two differ a little; a graph that lost its past differs altogether.
            if (!(StepDifference <= (Plan.Facts.RoundsActivations ? MostRounding : MostDifference)))
                throw Fault("the model does not compute the same in two steps as in one; it cannot be decoded step by step.");

            // The last place of the context: the graph's table of rotary positions may be shorter.
            SetLength(0, Shape.ContextLength - 1);
            Extend(0, probe[..1], run);
            SetLength(0, 0);
        }
        catch (OnnxRuntimeException e)
        {
            throw Fault($"the model cannot compute a step: {e.Message}", e);
        }
    }

    public void Dispose()
    {
        // The runs point into the buffers, so they go first.
        _runs.Dispose();
        _sessions.Dispose();
        _buffers.Dispose();
    }

    private ModelLoadException Fault(string cause, Exception? inner = null) =>
        inner is null ? ModelLoadException.InFile(Plan.Config.ModelPath, cause) : ModelLoadException.InFile(Plan.Config.ModelPath, cause, inner);

    /// <summary>What ONNX Runtime says, without its code and the path, which stands before it already.</summary>
    private static string CauseOf(OnnxRuntimeException error, string modelPath)
    {
        var message = error.Message;
        if (message.StartsWith("[ErrorCode:", StringComparison.Ordinal))
            message = message[(message.IndexOf(']', StringComparison.Ordinal) + 1)..];
        return message.Replace($"Load model from {modelPath} failed:", "", StringComparison.Ordinal).Trim();
    }
}
