using CsCheck;
using Fluid;
using LatencyPortal.Gateway.Prompts.Liquid;

namespace LatencyPortal.Gateway.Tests.Prompts.Liquid;

public sealed class LiquidTextTests
{
    private static readonly FluidParser Parser = new(new FluidParserOptions { AllowLiquidTag = true });

    [Fact]
    public void AnyText_InPieces_IsRenderedAsWhole() => OneOf(
        "plain", " ", "\n", "{{ a }}", "{{- a -}}", "{{ a | append: '%}' }}", "{% if a %}", "{%- else -%}", "{% endif %}", "{% for i in (1..3) %}", "{{ i }}", "{%- endfor -%}",
        "{% raw %}", "{% endraw %}", "{% comment %}", "{% endcomment %}", "{% capture x %}", "{% endcapture %}", "{{ x }}", "{% assign x = a %}", "{% liquid\n  echo a\n%}", "{", "}}", "%}", "{% # remark %}",
        "{% case a %}{% when 'v' %}yes{% endcase %}", "{% increment n %}", "{% cycle 'p', 'q' %}")
        .Array[0, 10].Select(string.Concat).Sample(
            source =>
            {
                var text = LiquidText.Compile(source, "s", out var problem);
                if (!Parser.TryParse(source, out var whole, out _))
                {
                    Assert.NotNull(problem);
                    return;
                }

                Assert.True(text is not null, problem?.Message);
                Assert.Equal(source, string.Concat(text.Chunks.Select(chunk => source.Substring(chunk.Start, chunk.Length))));
                var context = Context();
                Assert.Equal(
                    whole.Render(Context()),
                    string.Concat(text.Chunks.Select(chunk => chunk.Template is null ? chunk.Text : chunk.Template.Render(context, NullEncoder.Default, isolateContext: false))));
            },
            iter: 3_000);

    [Theory]
    [InlineData("{% include 'a' %} hi")]
    [InlineData("{% if true %}{% render 'a' %}{% endif %}")]
    public void Files_AreNotRead(string source)
    {
        Assert.Null(LiquidText.Compile(source, "rules", out var problem));
        Assert.Contains("include and render read other files", problem!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\n{{ b", 2)]
    [InlineData("{% if x %}", null)]
    [InlineData("a {% nothing %}", null)]
    public void WrongText_IsAProblemOfItsSegment(string source, int? earliest)
    {
        Assert.Null(LiquidText.Compile(source, "rules", out var problem));
        Assert.Equal("rules", problem!.Segment);
        Assert.StartsWith("Segment rules: ", problem.Message, StringComparison.Ordinal);
        Assert.True(earliest is null || problem.Position >= earliest, $"{problem.Message} at {problem.Position}");
    }

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static TemplateContext Context()
    {
        var context = new TemplateContext();
        context.SetValue("a", "v");
        return context;
    }
}
