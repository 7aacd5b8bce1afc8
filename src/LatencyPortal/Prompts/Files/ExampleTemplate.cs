using LatencyPortal.Gateway.Prompts.Templates;

namespace LatencyPortal.Prompts.Files;

/// <summary>A template to begin with. Its first lines show the moment of the request, so that a newcomer sees what that costs.</summary>
internal static class ExampleTemplate
{
    /// <summary>A new one.</summary>
    /// <param name="name">Its name; <see langword="null"/> for its own.</param>
    public static PromptTemplate Make(string? name = null)
    {
        using var reader = new StreamReader(typeof(ExampleTemplate).Assembly.GetManifestResourceStream("support-answers.yaml")!);
        var template = PromptYamlReader.Read(reader.ReadToEnd());
        return name is null ? template : template with { Name = name };
    }
}
