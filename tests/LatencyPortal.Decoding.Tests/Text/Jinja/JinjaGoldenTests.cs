using System.Text.Json;
using LatencyPortal.Decoding.Text.Jinja;
using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Tests.Text.Jinja;

public sealed class JinjaGoldenTests
{
    public static TheoryData<string> Templates =>
    [
        .. GoldenJinja.Read("chat.json").GetProperty("cases").EnumerateArray()
            .Select(one => one.GetProperty("template").GetString()!).Distinct(),
    ];

    [Theory]
    [MemberData(nameof(Templates))]
    public void Render_ChatTemplate_EqualsTheReference(string template)
    {
        var golden = GoldenJinja.Read("chat.json");
        var source = GoldenJinja.Template(template);
        var cases = golden.GetProperty("cases").EnumerateArray()
            .Where(one => one.GetProperty("template").GetString() == template).ToList();

        Assert.NotEmpty(cases);
        Assert.All(cases, one =>
        {
            var variables = GoldenJinja.Variables(golden.GetProperty("kinds").GetProperty(one.GetProperty("kind").GetString()!));
            variables["messages"] = JinjaValue.From(
                golden.GetProperty("conversations").GetProperty(one.GetProperty("conversation").GetString()!));
            Assert.Equal(GoldenJinja.Output(one), GoldenJinja.Render(source, variables));
        });
    }

    [Theory]
    [InlineData("gemma2.jinja", "badOrder", "Conversation roles must alternate user/assistant/user/assistant/...")]
    [InlineData("gemma2.jinja", "system", "System role not supported")]
    [InlineData("llama3-tools.jinja", "calls", "Only one tool call at a time is possible.")]
    public void Render_TemplateRefuses_TellsItsReason(string template, string conversation, string reason)
    {
        var golden = GoldenJinja.Read("chat.json");
        var variables = GoldenJinja.Variables(golden.GetProperty("kinds").GetProperty("prompt"));
        variables["messages"] = JinjaValue.From(golden.GetProperty("conversations").GetProperty(conversation));

        var exception = Assert.Throws<JinjaException>(
            () => JinjaTemplate.Parse(GoldenJinja.Template(template)).Render(variables, TestContext.Current.CancellationToken));

        Assert.Equal(JinjaErrorKind.Raised, exception.Kind);
        Assert.Equal(reason, exception.Reason);
    }

    [Fact]
    public void Render_LanguageCases_EqualTheReference() => AssertAll(GoldenJinja.Read("language.json"), atLeast: 250);

    [Fact]
    public void Render_WhatTheReferenceLacks_EqualsJinja2() => AssertAll(GoldenJinja.Read("extensions.json"), atLeast: 35);

    private static void AssertAll(JsonElement golden, int atLeast)
    {
        var variables = GoldenJinja.Variables(golden.GetProperty("variables"));
        var cases = golden.GetProperty("cases").EnumerateArray().ToList();
        Assert.True(cases.Count >= atLeast);
        Assert.All(cases, one =>
        {
            var source = one.GetProperty("source").GetString()!;
            Assert.Equal((source, GoldenJinja.Output(one)), (source, GoldenJinja.Render(source, variables)));
        });
    }
}
