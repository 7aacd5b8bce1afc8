using System.Text;
using LatencyPortal.Gateway.Prompts.Templates;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace LatencyPortal.Prompts.Files;

/// <summary>Reads what <see cref="PromptYaml"/> writes. Strict: a field that nobody knows is an error, and each error names its line and field.</summary>
internal static class PromptYamlReader
{
    /// <exception cref="TemplateException">It is no template; the message says where.</exception>
    public static PromptTemplate Read(string text)
    {
        var lines = CanonicalText.Lines(text.TrimStart('\uFEFF')).Split('\n');
        var end = Array.FindIndex(lines, 1, line => line.TrimEnd() == PromptYaml.Fence);
        if (lines[0].TrimEnd() != PromptYaml.Fence || end < 0)
            throw Fault(1, null, $"the file must begin with a line {PromptYaml.Fence}, the name of the template, and another line {PromptYaml.Fence}.");
        return Front(string.Join('\n', lines[1..end])) with { Segments = Segments(lines, end + 1) };
    }

    private static PromptTemplate Front(string yaml)
    {
        var front = Root(yaml);
        string? name = null, description = null, model = null;
        IReadOnlyList<PromptVariable> variables = [];
        foreach (var (key, value) in Fields(front, ""))
        {
            switch (key)
            {
                case "name": name = Text(value, key); break;
                case "description": description = Text(value, key); break;
                case "model": model = Text(value, key); break;
                case "variables": variables = Variables(value); break;
                default: throw Fault(LineOf(value), key, "there is no such field; known are name, description, model and variables.");
            }
        }

        return new PromptTemplate { Name = name ?? throw Fault(1, "name", "is missing."), Description = description, Model = model, Variables = variables };
    }

    private static YamlMappingNode Root(string yaml)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            return stream.Documents is [{ RootNode: YamlMappingNode root }] ? root : throw Fault(1, null, "between the first two lines --- fields are expected, name: support-answers for example.");
        }
        catch (YamlException e)
        {
            throw Fault(e.Start.Line + 1, null, e.Message);
        }
    }

    private static List<PromptVariable> Variables(YamlNode node)
    {
        if (node is not YamlSequenceNode list)
            throw Fault(LineOf(node), "variables", "must be a list.");
        return [.. list.Children.Select((item, i) => Variable(item, $"variables[{i}]"))];
    }

    private static PromptVariable Variable(YamlNode node, string path)
    {
        if (node is not YamlMappingNode)
            throw Fault(LineOf(node), path, "must have fields, name among them.");
        var variable = new PromptVariable { Name = "" };
        foreach (var (key, value) in Fields(node, path + "."))
        {
            var field = $"{path}.{key}";
            variable = key switch
            {
                "name" => variable with { Name = Text(value, field) },
                "type" => variable with { Type = One<VariableType>(value, field) },
                "default" => variable with { Default = Text(value, field) },
                "example" => variable with { Example = Text(value, field) },
                "changes" => variable with { Changes = One<ChangeRate>(value, field) },
                "description" => variable with { Description = Text(value, field) },
                _ => throw Fault(LineOf(value), field, "there is no such field; known are name, type, default, example, changes and description."),
            };
        }

        return variable.Name.Length > 0 ? variable : throw Fault(LineOf(node), path + ".name", "is missing.");
    }

    private static List<PromptSegment> Segments(string[] lines, int from)
    {
        var segments = new List<PromptSegment>();
        var text = new StringBuilder();
        for (var i = from; i <= lines.Length; i++)
        {
            if (i < lines.Length && !lines[i].StartsWith(PromptYaml.Heading, StringComparison.Ordinal))
            {
                if (segments.Count == 0 && lines[i].Trim().Length > 0)
                    throw Fault(i + 1, null, $"text stands in front of the first segment. A segment begins with a line such as {PromptYaml.Heading}system rules.");
                text.Append(PromptYaml.IsHeading(lines[i]) ? lines[i][1..] : lines[i]).Append('\n');
                continue;
            }

            if (segments.Count > 0)
                segments[^1] = segments[^1] with { Text = CanonicalText.Source(text.ToString()) };
            text.Clear();
            if (i < lines.Length)
                segments.Add(Heading(lines[i], i + 1));
        }

        return segments;
    }

    private static PromptSegment Heading(string line, int number)
    {
        var words = line[PromptYaml.Heading.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words.Length is not (1 or 2) || !TryWord<SegmentKind>(words[0], out var kind))
            throw Fault(number, "segment", $"“{line.Trim()}” must be {PromptYaml.Heading}, a kind ({Words<SegmentKind>()}) and an id. A line of text that begins so needs a backslash in front.");
        return new PromptSegment { Kind = kind, Id = words[^1] };
    }

    private static IEnumerable<(string Key, YamlNode Value)> Fields(YamlNode node, string path)
    {
        foreach (var (key, value) in ((YamlMappingNode)node).Children)
            yield return (key is YamlScalarNode { Value: { } name } ? name : throw Fault(LineOf(key), path, "the name of a field must be a word."), value);
    }

    private static string Text(YamlNode node, string field) =>
        node is YamlScalarNode { Value: { } text } ? text : throw Fault(LineOf(node), field, "must be a text. Write a list or an object of JSON in quotes, '[1, 2]' for example.");

    private static T One<T>(YamlNode node, string field)
        where T : struct, Enum => TryWord<T>(Text(node, field), out var value)
            ? value
            : throw Fault(LineOf(node), field, $"“{Text(node, field)}” is none of {Words<T>()}.");

    private static bool TryWord<T>(string word, out T value)
        where T : struct, Enum
    {
        value = Enum.GetValues<T>().FirstOrDefault(candidate => PromptYaml.Word(candidate) == word);
        return PromptYaml.Word(value) == word;
    }

    private static string Words<T>()
        where T : struct, Enum => string.Join(", ", Enum.GetValues<T>().Select(PromptYaml.Word));

    // The front matter begins in the second line of the file.
    private static long LineOf(YamlNode node) => node.Start.Line + 1;

    private static TemplateException Fault(long line, string? field, string message) =>
        new($"Line {line}: {(field is null ? "" : field + ": ")}{message}");
}
