using CsCheck;
using LatencyPortal.Gateway.Prompts.Templates;
using LatencyPortal.Prompts;
using LatencyPortal.Prompts.Files;
using Xunit;

namespace LatencyPortal.Tests.Prompts.Files;

/// <summary>Templates as files.</summary>
public sealed class PromptYamlTests
{
    // What YAML and the form itself give a meaning to comes up often.
    private static readonly Gen<string> Piece = Gen.OneOf(
        Gen.String[Gen.Char[' ', '~'], 0, 12],
        Gen.OneOf("## system x", "\\## input", "---", "\n", "\n\n", "  ", "{{ input }}", "\"", "\\", ": ", "# ", "- a", "ä€😀", "\t", "\u0085", "\u2028", "'", "null", "true", "1.5", "%", "&a", "*a", "|", ">"));

    private static readonly Gen<string> Text = Piece.Array[0, 8].Select(string.Concat);

    private static readonly Gen<string> Name = Gen.Select(Gen.Char['a', 'z'], Gen.OneOf(Gen.Char['a', 'z'], Gen.Char['0', '9'], Gen.Const('-')).Array[0, 10], (first, rest) => first + new string(rest));

    private static readonly Gen<PromptTemplate> Template =
        from name in Name
        from description in Text.Null()
        from model in Text.Null()
        from segments in Gen.Select(Name, Gen.Enum<SegmentKind>(), Text, (id, kind, text) => new PromptSegment { Id = id, Kind = kind, Text = Bare(text) }).Array[0, 5]
        from variables in Gen.Select(Name, Gen.Enum<VariableType>(), Gen.Enum<ChangeRate>(), Text.Null(), Text.Null(), Text.Null(), (variable, type, changes, given, example, about) =>
            new PromptVariable { Name = variable, Type = type, Changes = changes, Default = given, Example = example, Description = about }).Array[0, 4]
        select new PromptTemplate { Name = name, Description = description, Model = model, Segments = segments, Variables = variables };

    [Fact]
    public void WrittenTemplate_IsReadAsItWas() => Template.Sample(
        template => Assert.Equal(PromptJson.Write(template), PromptJson.Write(PromptFile.Read(PromptYaml.Write(template)))));

    [Fact]
    public void WrittenJson_IsReadAsItWas() => Template.Sample(
        template => Assert.Equal(PromptJson.Write(template), PromptJson.Write(PromptFile.Read(PromptJson.Write(template)))));

    [Theory]
    [InlineData("name: a", "Line 1: the file must begin with a line ---")]
    [InlineData("---\nname: a\nversion: 3\n---", "Line 3: version: there is no such field")]
    [InlineData("---\ndescription: x\n---", "Line 1: name: is missing")]
    [InlineData("---\nname: a\nvariables:\n  - name: b\n    type: txt\n---", "Line 5: variables[0].type: “txt” is none of text, number, boolean, date, json.")]
    [InlineData("---\nname: a\nvariables:\n  - name: b\n  - type: text\n---", "Line 5: variables[1].name: is missing")]
    [InlineData("---\nname: a\nvariables: b\n---", "Line 3: variables: must be a list")]
    [InlineData("---\nname: [a]\n---", "Line 2: name: must be a text")]
    [InlineData("---\nname: \"a\n---\n", "Line ")]
    [InlineData("---\nname: a\n---\n\ntext\n", "Line 5: text stands in front of the first segment")]
    [InlineData("---\nname: a\n---\n## sytem x\n", "Line 4: segment: “## sytem x” must be")]
    [InlineData("---\nname: A b\n---\n", "name: “A b” must have lower-case letters")]
    [InlineData("[{\"name\": \"a\"}]", "This is no template: line 1: a file in JSON is one object")]
    [InlineData("{\"segments\": []}", "name")]
    [InlineData("\n [1]", "a file in JSON is one object")]
    [InlineData("---\nname: a\nvariables:\n  - name: b\n    type: json\n    default: [1, 2]\n---", "Line 6: variables[0].default: must be a text. Write a list or an object of JSON in quotes, '[1, 2]' for example.")]
    [InlineData("{\"name\": \"a\", \"variables\": [{\"name\": \"b\", \"default\": [1, 2]}]}", "variables[0].default: must be a text: write it in quotes")]
    [InlineData("---\nname: families\n---\n", "name: No template can be called families")]
    [InlineData("{\"name\": \"a\", \"segments\": [{\"id\": \"x\", \"kind\": \"sytem\"}]}", "segments[0].kind")]
    public void BrokenFile_SaysWhere(string file, string message) =>
        Assert.Contains(message, Assert.Throws<TemplateException>(() => PromptFile.Read(file)).Message, StringComparison.Ordinal);

    [Fact]
    public void Example_CompilesAndPointsAtItsMistake()
    {
        var example = ExampleTemplate.Make("mine");

        Assert.Equal("mine", CompiledTemplate.Compile(example).Template.Name);
        Assert.Contains("{{ now }}", example.Segments[0].Text, StringComparison.Ordinal);
    }

    private static string Bare(string text)
    {
        // Blank lines around a text mean nothing, and line ends are LF.
        var lines = text.Split('\n').ToList();
        while (lines.Count > 0 && string.IsNullOrWhiteSpace(lines[0]))
            lines.RemoveAt(0);
        return string.Join('\n', lines).TrimEnd();
    }
}
