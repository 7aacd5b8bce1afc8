using System.Text.Json;
using CsCheck;
using LatencyPortal.Gateway.Prompts.Composition;
using LatencyPortal.Gateway.Prompts.Replay;
using LatencyPortal.Gateway.Prompts.Templates;
using LatencyPortal.Gateway.Tests.Prompts.Caching;
using Microsoft.Extensions.AI;
using static LatencyPortal.Gateway.Tests.Prompts.Templates;

namespace LatencyPortal.Gateway.Tests.Prompts.Composition;

public sealed class PromptMarkersTests
{
    private static readonly PromptTemplate Support = Of(
        [
            new PromptSegment { Id = "tools", Kind = SegmentKind.Tools, Text = """[{"name":"add"}]""" },
            Rules("You work for {{ shop }}."),
            new PromptSegment { Id = "docs", Kind = SegmentKind.Documents, Text = "All of it." },
            new PromptSegment { Id = "shots", Kind = SegmentKind.Examples, Text = "user: Hi\nassistant: Hello." },
            History,
            Input("Asked: {{ input }}"),
        ],
        Variable("shop"));

    private static readonly ComposedPrompt Prompt = Compose(Support, Ask("Now?", ("shop", "Acme")) with
    {
        History = [new ChatMessage(ChatRole.User, "Asked: old"), new ChatMessage(ChatRole.Assistant, "yes")],
    });

    [Fact]
    public void Place_PlanOfAllPlaces_CutsTheTextsThere()
    {
        var plan = Plan(
            new(OutlinePlace.Tools, null, "1h"),
            new(OutlinePlace.System, "system", "1h"),
            new(OutlinePlace.System, null, "5m"),
            new(OutlinePlace.Examples, null, null),
            new(OutlinePlace.History, null, null),
            new(OutlinePlace.Asked, null, "5m"));

        var messages = PromptMarkers.Place(Prompt, Caches.Family("anthropic", "claude-sonnet-5"), plan);

        Assert.Equal(
            [
                ("system", "You work for Acme.", "1h"), ("system", "\n\nAll of it.", "5m"),
                ("user", "Hi", "–"), ("assistant", "Hello.", ""),
                ("user", "Asked: old", "–"), ("assistant", "yes", ""), ("user", "Asked: Now?", "5m"),
            ],
            Marks(messages));
    }

    [Fact]
    public void Place_PlacesThatAPromptDoesNotHave_ArePassedOver()
    {
        var plan = Plan(new(OutlinePlace.Tools, null, null), new(OutlinePlace.System, "gone", null), new(OutlinePlace.Examples, null, null), new(OutlinePlace.History, null, null));
        var prompt = Compose(Of([Rules("Steady."), Input()]), Ask("x"));

        Assert.Equal([("system", "Steady.", "–"), ("user", "x", "–")], Marks(PromptMarkers.Place(prompt, Caches.Family("anthropic", "claude-sonnet-5"), plan)));
    }

    [Fact]
    public void Place_AnyPlan_LeavesTheTextAsItIs()
    {
        var places = Enum.GetValues<OutlinePlace>();
        var markers = Gen.Select(Gen.Int[0, places.Length - 1], Gen.Int[0, 3]).Array[0, 6];
        markers.Sample(chosen =>
        {
            var plan = Plan([.. chosen.Select(one => new PlannedMarker(places[one.Item1], one.Item2 switch { 0 => "system", 1 => "docs", _ => null }, one.Item2 == 3 ? "1h" : null))]);
            foreach (var family in Caches.Families.Families)
            {
                var messages = PromptMarkers.Place(Prompt, family, plan);
                Assert.Equal(Texts(Prompt), messages.Select(message => (message.Role.Value, message.Text)));
                Assert.DoesNotContain(messages.SelectMany(message => message.Contents).OfType<TextContent>(), text => text.Text.Length == 0);
            }
        });
    }

    [Fact]
    public void Address_WithoutPlan_IsThePortalsOwnWay()
    {
        var extras = PromptMarkers.Address(new CallExtras(), Caches.Family("openai-5.6", "gpt-5.6"), "support@3", null);

        Assert.True(extras.CacheControl);
        Assert.Null(extras.CachePlan);
        Assert.Equal(["prompt_cache_key"], extras.EndpointFields.Keys);
    }

    [Fact]
    public void Address_PlanWithoutTheProvidersOwn_AsksForExplicitMarks()
    {
        var extras = PromptMarkers.Address(new CallExtras(), Caches.Family("openai-5.6", "gpt-5.6"), "support@3", Plan() with { AutomaticBreakpoint = false });

        Assert.False(extras.CacheControl);
        Assert.NotNull(extras.CachePlan);
        Assert.Equal("""{"mode":"explicit"}""", extras.EndpointFields["prompt_cache_options"].GetRawText());
    }

    [Theory]
    [InlineData("openai-5.5-and-older", "in_memory", "in_memory")]
    [InlineData("openai-5.5-and-older", null, null)]
    [InlineData("anthropic", "1h", null)]
    public void Address_Retention_IsToldWhereTheProviderKnowsIt(string family, string? lifetime, string? sent)
    {
        var extras = PromptMarkers.Address(new CallExtras(), Caches.Family(family, "m"), "support@3", new CachePlan { ChoosesPlaces = false, Lifetime = lifetime });

        Assert.Equal(sent, extras.EndpointFields.TryGetValue("prompt_cache_retention", out var value) ? value.GetString() : null);
        Assert.True(extras.CacheControl);
    }

    [Fact]
    public void Address_WhatTheCallerSays_Stays()
    {
        var own = new Dictionary<string, JsonElement> { ["prompt_cache_key"] = JsonSerializer.SerializeToElement("mine"), ["prompt_cache_retention"] = JsonSerializer.SerializeToElement("24h") };

        var extras = PromptMarkers.Address(new CallExtras { EndpointFields = own }, Caches.Family("openai-5.5-and-older", "gpt-4.1"), "support@3", new CachePlan { ChoosesPlaces = false, Lifetime = "in_memory" });

        Assert.Equal(("mine", "24h"), (extras.EndpointFields["prompt_cache_key"].GetString(), extras.EndpointFields["prompt_cache_retention"].GetString()));
    }

    [Fact]
    public void Address_LifetimeAtGemini_AsksForANamedCache() =>
        Assert.Equal(
            TimeSpan.FromHours(1),
            PromptMarkers.Address(new CallExtras(), Caches.Family("gemini-3", "gemini-3-pro"), "support@3", new CachePlan { ChoosesPlaces = false, Lifetime = "1h" }).NamedCache);

    [Theory]
    [InlineData("anthropic", 4)]
    [InlineData("openai-5.6", 3)]
    [InlineData("vllm", 0)]
    public void Planned_MoreThanTheFamilyTakes_KeepsTheLast(string family, int kept)
    {
        var rule = Caches.Family(family, "m");

        var (points, automatic) = Breakpoints.Planned(rule, [.. Enumerable.Range(0, 6).Select(i => (i, (string?)"1h"))], automatic: true);

        Assert.Equal(rule.AutomaticBreakpoint, automatic);
        Assert.Equal(Enumerable.Range(6 - kept, kept).Select(i => (i, family == "anthropic" ? 1 : 0)), points.ToArray().Select(point => (point.Mark, point.Lifetime)));
    }

    private static CachePlan Plan(params PlannedMarker[] markers) => new() { Markers = markers };

    /// <summary>Role, text and lifetime of the mark; a dash without a mark.</summary>
    private static IEnumerable<(string, string, string)> Marks(IEnumerable<ChatMessage> messages) =>
        messages.SelectMany(message => message.Contents.OfType<TextContent>().Select(text => (message.Role.Value, text.Text, CacheMark.Of(text) is { } mark ? mark.Lifetime ?? "" : "–")));
}
