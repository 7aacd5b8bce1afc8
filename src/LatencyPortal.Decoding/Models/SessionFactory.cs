using Microsoft.ML.OnnxRuntime;

namespace LatencyPortal.Decoding.Models;

/// <summary>Makes the sessions of a model as its provider wants them.</summary>
internal static class SessionFactory
{
    /// <exception cref="OnnxRuntimeException">ONNX Runtime cannot load the model, or the provider cannot be used.</exception>
    /// <exception cref="EntryPointNotFoundException">The native library was built without the provider.</exception>
    public static ModelSessions Create(string modelPath, long weightBytes, ProviderRules rules, DecodingOptions options)
    {
        var session = Create(modelPath, options.ChooseThreads(weightBytes), rules, options.DeviceId);
        try
        {
            // Threads belong to a session, so a second one with more of them serves the runs that are worth it.
            var wide = rules.AllowsWideSession && options.ChooseWideThreads(weightBytes) is { } threads
                ? Create(modelPath, threads, rules, options.DeviceId)
                : null;
            return new ModelSessions(session, wide, rules);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>The options of a session, before any provider is added to them.</summary>
    public static SessionOptions Options(int threads, ProviderRules rules)
    {
        var options = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            ExecutionMode = rules.ExecutionMode,
            EnableMemoryPattern = rules.MemoryPattern,
            // Errors arrive as exceptions; on standard error they would only come twice.
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        // Threads spin during a step, where it is faster, and sleep after it.
        options.AddSessionConfigEntry("session.force_spinning_stop", "1");
        return options;
    }

    private static InferenceSession Create(string modelPath, int threads, ProviderRules rules, int device)
    {
        using var options = Options(threads, rules);
        switch (rules.Provider)
        {
            case ExecutionProvider.DirectML:
                options.AppendExecutionProvider_DML(device);
                break;
            case ExecutionProvider.Cuda:
                options.AppendExecutionProvider_CUDA(device);
                break;
        }

        return new InferenceSession(modelPath, options);
    }
}
