using LatencyPortal.Gateway.Prompts.Templates;

namespace LatencyPortal.Prompts;

/// <summary>The version of a template that a request gets.</summary>
/// <param name="Compiled">What is composed.</param>
/// <param name="Version">Its number.</param>
internal sealed record ResolvedTemplate(CompiledTemplate Compiled, int Version)
{
    public string Name => Compiled.Template.Name;
}
