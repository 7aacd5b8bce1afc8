using System.Text.Json;
using LatencyPortal.Gateway;
using LatencyPortal.Gateway.Prompts.Composition;
using LatencyPortal.Gateway.Prompts.Templates;
using Microsoft.Extensions.AI;

namespace LatencyPortal.CachePrediction;

/// <summary>Conversations of one to three turns, made by lot: three templates, a few users, words in any order.</summary>
internal static class Conversations
{
    private static readonly string[] Words = ["model", "token", "latency", "cache", "prefix", "endpoint", "how", "why", "is", "the", "slow", "first", "list", "of", "add", "an"];

    public static async IAsyncEnumerable<Prediction> RunAsync(GatewayModel model, int conversations, int seed)
    {
        var random = new Random(seed);
        var templates = new[]
        {
            Template("one", "You answer briefly. {{ user }}", "{{ input }}"),
            Template("two", "It is {{ today }}. You answer as {{ user }} would, with care and in full sentences.", "Question: {{ input }}"),
            Template("three", "Rules: be exact, be kind, be quick, name the source.", "{{ user }} asks: {{ input }}"),
        };
        for (var i = 0; i < conversations; i++)
        {
            var template = templates[random.Next(templates.Length)];
            var user = $"user {random.Next(5)}";
            var history = new List<ChatMessage>();
            for (var turn = random.Next(1, 4); turn > 0; turn--)
            {
                var prompt = PromptComposer.Compose(template, new ComposeRequest
                {
                    Now = DateTimeOffset.UnixEpoch,
                    Variables = new Dictionary<string, JsonElement> { ["user"] = JsonSerializer.SerializeToElement(user) },
                    History = history,
                    Input = new ChatMessage(ChatRole.User, string.Join(' ', Enumerable.Range(0, random.Next(1, 12)).Select(_ => Words[random.Next(Words.Length)]))),
                });
                var context = new RequestContext(TimeProvider.System, "bench") { Template = template.Template.Name };
                var answer = await model.Client.GetResponseAsync(prompt.Messages, context.Attach(new ChatOptions { MaxOutputTokens = 8 }));
                if (context is { Record: { InputTokens: { } input, CachedInputTokens: { } cached }, Prediction: { } prediction })
                    yield return new Prediction(input, cached, prediction.CachedTokens);
                history.Add(prompt.Messages[^1]);
                history.Add(new ChatMessage(ChatRole.Assistant, answer.Text));
            }
        }
    }

    private static CompiledTemplate Template(string name, string system, string input) => CompiledTemplate.Compile(new PromptTemplate
    {
        Name = name,
        Segments =
        [
            new PromptSegment { Id = "system", Kind = SegmentKind.System, Text = system },
            new PromptSegment { Id = "history", Kind = SegmentKind.History },
            new PromptSegment { Id = "input", Kind = SegmentKind.Input, Text = input },
        ],
        Variables = [new PromptVariable { Name = "user", Changes = ChangeRate.User }],
    });
}
