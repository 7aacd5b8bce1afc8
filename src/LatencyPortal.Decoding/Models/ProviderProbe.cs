using LatencyPortal.Decoding.Models.Configs;
using Microsoft.ML.OnnxRuntime;

namespace LatencyPortal.Decoding.Models;

/// <summary>
/// Opens a model with the wanted execution provider, and with the processor where that one is missing or fails: a model
/// that answers slowly is better than one that does not answer.
/// </summary>
internal static class ProviderProbe
{
    private const string DirectML = "DmlExecutionProvider";
    private const string Cuda = "CUDAExecutionProvider";

    /// <exception cref="ModelLoadException">The model cannot be used, on the processor neither.</exception>
    public static OnnxModelRunner Open(ModelConfig config, DecodingOptions options)
    {
        var (provider, notice) = Choose(options.Provider, options.NativeProviders ?? Available());
        if (provider != ExecutionProvider.Cpu)
        {
            try
            {
                return OnnxModelRunner.Open(config, options, ProviderRules.Of(provider));
            }
            catch (ModelLoadException e)
            {
                notice = $"{provider} cannot run the model, so the processor does: {e.Message}";
            }
        }

        var runner = OnnxModelRunner.Open(config, options, options.Rules ?? ProviderRules.Cpu);
        runner.Notice = notice;
        return runner;
    }

    /// <summary>What to try of what the native library was built with.</summary>
    public static (ExecutionProvider Provider, string? Notice) Choose(ExecutionProvider wanted, IReadOnlyCollection<string> available)
    {
        var hasDirectML = available.Contains(DirectML);
        var hasCuda = available.Contains(Cuda);
        return wanted switch
        {
            ExecutionProvider.Auto when hasDirectML => (ExecutionProvider.DirectML, null),
            ExecutionProvider.Auto when hasCuda => (ExecutionProvider.Cuda, null),
            ExecutionProvider.DirectML when !hasDirectML => (ExecutionProvider.Cpu, Missing(wanted, "directml")),
            ExecutionProvider.Cuda when !hasCuda => (ExecutionProvider.Cpu, Missing(wanted, "cuda")),
            ExecutionProvider.Auto => (ExecutionProvider.Cpu, null),
            _ => (wanted, null),
        };
    }

    private static string Missing(ExecutionProvider wanted, string flavor) =>
        $"{wanted} is asked for, but this build has ONNX Runtime without it, so the processor computes the model; "
        + $"build the portal with -p:OrtFlavor={flavor}.";

    private static string[] Available()
    {
        try
        {
            return OrtEnv.Instance().GetAvailableProviders();
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or TypeInitializationException or OnnxRuntimeException)
        {
            // Loading the model says it with the model's name.
            return [];
        }
    }
}
