using CsCheck;
using LatencyPortal.Gateway.Prompts.Composition;
using LatencyPortal.Gateway.Prompts.Replay;
using LatencyPortal.Gateway.Prompts.Templates;
using LatencyPortal.Gateway.Tests.Prompts.Traces;
using Microsoft.Extensions.AI;
using static LatencyPortal.Gateway.Tests.Prompts.Templates;

namespace LatencyPortal.Gateway.Tests.Prompts.Replay;

public sealed class PromptOutlineTests
{
    private static Gen<string> Words { get; } = OneOf("", " ", "x", "yy");

    /// <summary>Text, and outputs of one variable each: here the outline knows every piece exactly.</summary>
    private static Gen<PromptTemplate> PlainTemplate { get; } = Gen.Select(
        OneOf("plain text", " \n", "{{ a }}", "{{- b -}}", "{{ today }}", "{% raw %}{{ raw }}{% endraw %}", "{{ '}}' }}", "{ ").Array[1, 4].Array[1, 4],
        OneOf("", "user: Hi {{ a }}\nassistant:\n{{ b }} end", "user: {{ a }}\nassistant: x"),
        Gen.Bool,
        OneOf("{{ input }}", "Q: {{ input }}\n{{ a }}", "no question"),
        (texts, examples, late, input) => Of(
            [
                .. texts.Select((pieces, i) => Rules(string.Concat(pieces), $"s{i}")),
                .. examples.Length > 0 ? [new PromptSegment { Id = "shots", Kind = SegmentKind.Examples, Text = examples }] : Array.Empty<PromptSegment>(),
                History,
                .. late ? [Rules("{{ a }} late {{ today }}", "late")] : Array.Empty<PromptSegment>(),
                Input(input),
            ],
            Variable("a"), Variable("b")));

    private static Gen<PromptTemplate> AnyTemplate { get; } = OneOf(
            "plain text", " \n", "{{ a }}", "{{- b -}}", "{{ now | date: '%M' }}", "{% if a == '' %}none{% else %}{{ a }}{% endif %}", "{%- for x in list -%} * {{ x }}\n{%- endfor %}",
            "{% assign c = b | upcase %}", "{{ c }}", "{% if a == 'x' %}{% assign c = 'z' %}{% endif %}", "{% capture c %}{{ c }}{{ a }}{% endcapture %}", "{% raw %}{{ raw }}{% endraw %}",
            "{% comment %}{{ a }}{% endcomment %}", "{% increment n %}", "{% cycle 'p', 'q' %}", "{{ a | size }}", "{{ today }}{{ b | append: c }}")
        .Array[1, 5].Array[1, 4]
        .Select(texts => Of(
            [.. texts.Select((pieces, i) => Rules((i == 0 ? "{% assign c = '' %}" : "") + string.Concat(pieces), $"s{i}")), Input()],
            Variable("a"), Variable("b"), Variable("list", type: VariableType.Json)));

    private static Gen<ComposeRequest> AnyRequest { get; } = Gen.Select(
        Words, Words, Words, Words.Array[0, 2], Words.Array[0, 3], Gen.Int[0, 2],
        (input, a, b, list, turns, hours) => Ask(input, ("a", a), ("b", b), ("list", list)) with
        {
            Now = Noon.AddHours(hours * 12).AddMinutes(hours),
            History = [.. turns.Select((text, i) => new ChatMessage(i % 2 == 0 ? ChatRole.User : ChatRole.Assistant, text))],
        });

    [Fact]
    public void PlainTemplates_ShareAPieceOfTheOutline_WhereTheyShareThePrompt() =>
        PlainTemplate.Select(AnyRequest, AnyRequest).Sample((template, first, second) =>
        {
            var recorded = new Recorded(template);
            if (Compose(first) is not { } one || Compose(second) is not { } other)
                return;
            Assert.Equal(one.Parts.Count, one.Pieces.Count);
            Assert.Equal(one.Parts.Sum(part => part.Text.Length), one.Pieces is [.., var last] ? last.Tokens : 0);
            var equal = true;
            for (var i = 0; i < Math.Min(one.Parts.Count, other.Parts.Count); i++)
            {
                equal &= one.Parts[i] == other.Parts[i];
                // The last piece of a message knows that the message ends; the other may go on.
                if (one.Pieces[i].EndsBlock == other.Pieces[i].EndsBlock)
                    Assert.Equal(equal, one.Pieces[i].Hash == other.Pieces[i].Hash);
            }

            (List<(int Message, string Role, bool IsTurn, string Text)> Parts, IReadOnlyList<OutlinePiece> Pieces)? Compose(ComposeRequest request)
            {
                request = request with { Variables = request.Variables.Where(value => value.Key != "list").ToDictionary() };
                try
                {
                    var prompt = recorded.Compose(request);
                    return ([.. prompt.Parts.Where(part => part.Text.Length > 0 || part.Segment is null).Select(part => (part.Message, prompt.Messages[part.Message].Role.Value, part is { Segment: null, Names.Count: 0 }, part.Text))],
                        recorded.Outline.Read(recorded.Trace(request)));
                }
                catch (TemplateException)
                {
                    // All of it is blank.
                    return null;
                }
            }
        });

    [Fact]
    public void AnyTemplate_EqualOutline_MeansEqualText() => AnyTemplate.Select(AnyRequest, AnyRequest).Sample((template, first, second) =>
    {
        var recorded = new Recorded(template);
        var requests = new[] { first, second }.Select(request => request with { History = [], Input = new ChatMessage(ChatRole.User, "q" + request.Input!.Text) }).ToList();
        var prompts = requests.Select(recorded.Compose).ToList();
        var outlines = requests.Select(request => recorded.Outline.Read(recorded.Trace(request))).ToList();
        foreach (var piece in outlines[0].Where(piece => piece is { EndsSegment: true, Source.Place: OutlinePlace.System }))
        {
            foreach (var other in outlines[1].Where(other => other.EndsSegment && other.Hash == piece.Hash))
                Assert.Equal(TextTo(0, piece.Source.Segment!), TextTo(1, other.Source.Segment!));
        }

        if (outlines[0][^1].Hash == outlines[1][^1].Hash)
            Assert.Equal(Texts(prompts[0]), Texts(prompts[1]));

        string TextTo(int prompt, string segment) => string.Concat(prompts[prompt].Parts
            .Where(part => part.Segment is { } id && id.StartsWith('s') && string.CompareOrdinal(id, segment) <= 0)
            .Select(part => part.Text));
    });

    [Fact]
    public void Read_DayAlone_IsRenderedExactly()
    {
        var recorded = new Recorded(Of([Rules("{{ 'now' | date: '%Y-%m-%d' }} rules"), Input()]));
        var hashes = new[] { 0, 11, 13 }.Select(hours => recorded.Outline.Read(recorded.Trace(Ask("x") with { Now = Noon.AddHours(hours) }))[1].Hash).ToList();

        Assert.Equal(hashes[0], hashes[1]);
        Assert.NotEqual(hashes[0], hashes[2]);
    }

    [Fact]
    public void Read_LoopOverAList_GrowsWithIt()
    {
        var recorded = new Recorded(Of(
            [Rules("{% for fact in facts %}- {{ fact }}\n{% endfor %}"), Input()], Variable("facts", type: VariableType.Json, example: """["one","two"]""")));

        var pieces = recorded.Outline.Read(recorded.Trace(Ask("x", ("facts", new[] { "one", "two", new string('z', 500) }))));

        Assert.InRange(pieces[0].Tokens, 500, 530);
    }

    [Fact]
    public void Read_ToolsOfBoth_AreOnePieceInFront()
    {
        var tool = System.Text.Json.JsonSerializer.SerializeToElement(new { type = "function", function = new { name = "add" } });
        var recorded = new Recorded(Of([new PromptSegment { Id = "tools", Kind = SegmentKind.Tools, Text = """[{"name":"zoo"}]""" }, Rules("rules"), Input()]));

        var without = recorded.Outline.Read(recorded.Trace(Ask("x")));
        var with = recorded.Outline.Read(recorded.Trace(Ask("x") with { Tools = [tool] }));

        Assert.Equal((OutlinePlace.Tools, true), (with[0].Source.Place, with[0].EndsBlock));
        Assert.Equal("""[{"function":{"name":"zoo"},"type":"function"}]""".Length, without[0].Tokens);
        Assert.NotEqual(without[0].Hash, with[0].Hash);
        Assert.True(with[0].Tokens > without[0].Tokens);
    }

    [Fact]
    public void Read_VariableThatWasNotRecorded_ChangesAsItsAuthorSays()
    {
        var old = new Recorded(Of([Rules("rules"), Input()]));
        var draft = new Recorded(Of([Rules("rules {{ day }} {{ each }}"), Input()], Variable("day", ChangeRate.Day), Variable("each")));
        var traces = new[] { 0, 1, 24 }.Select(hours => old.Trace(Ask("x") with { Now = Noon.AddHours(hours) })).ToList();

        var pieces = traces.Select(draft.Outline.Read).ToList();

        Assert.Equal(["day", "each"], draft.Outline.Missing(traces[0]));
        Assert.Equal(pieces[0][1].Hash, pieces[1][1].Hash);
        Assert.NotEqual(pieces[0][1].Hash, pieces[2][1].Hash);
        Assert.NotEqual(pieces[0][3].Hash, pieces[1][3].Hash);
    }

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);
}
