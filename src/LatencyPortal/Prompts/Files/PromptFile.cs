using LatencyPortal.Gateway.Prompts.Templates;

namespace LatencyPortal.Prompts.Files;

/// <summary>Reads a template from a file of either form.</summary>
internal static class PromptFile
{
    /// <exception cref="TemplateException">It is no template; the message says where.</exception>
    public static PromptTemplate Read(string text)
    {
        var isJson = text.AsSpan().TrimStart("\uFEFF \t\r\n") is ['{' or '[', ..];
        var template = isJson ? PromptJson.Read(text.TrimStart('\uFEFF')) : PromptYamlReader.Read(text);
        if (template.Name == TemplateNames.Reserved)
            throw new TemplateException($"name: {TemplateNames.ReservedProblem} Change the name in the file.");
        return TemplateNames.IsName(template.Name)
            ? template
            : throw new TemplateException($"name: “{template.Name}” must have lower-case letters, digits and hyphens and begin with a letter.");
    }
}
