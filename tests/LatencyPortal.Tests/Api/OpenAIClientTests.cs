using System.ClientModel;
using LatencyPortal.Testing;
using LatencyPortal.Tests.Shared;
using OpenAI.Chat;
using Xunit;

namespace LatencyPortal.Tests.Api;

/// <summary>The official client of NuGet works against the portal as it is.</summary>
public sealed class OpenAIClientTests(ApiFixture portal) : IClassFixture<ApiFixture>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CompleteChat_Answer_HasTextFinishReasonAndUsage()
    {
        portal.Endpoint.Enqueue(Script.Answer().Tokens("Hel", "lo").Finish().Usage(12, 2, cached: 8));

        ChatCompletion answer = await portal.OpenAI.GetChatClient(PortalFactory.Model).CompleteChatAsync([new UserChatMessage("Hi")], cancellationToken: Stop);

        Assert.Equal("Hello", answer.Content[0].Text);
        Assert.Equal(ChatFinishReason.Stop, answer.FinishReason);
        Assert.Equal(ChatMessageRole.Assistant, answer.Role);
        Assert.Equal(PortalFactory.Model, answer.Model);
        Assert.Equal((12, 2, 14), (answer.Usage.InputTokenCount, answer.Usage.OutputTokenCount, answer.Usage.TotalTokenCount));
        Assert.Equal(8, answer.Usage.InputTokenDetails.CachedTokenCount);
    }

    [Fact]
    public async Task CompleteChatStreaming_Answer_ArrivesTokenByToken()
    {
        var more = new Gate();
        portal.Endpoint.Enqueue(Script.Answer().Token("Hel").Wait(more).Token("lo").Finish("length").Usage(5, 2));
        var text = "";
        ChatFinishReason? finish = null;
        ChatTokenUsage? usage = null;

        await foreach (var update in portal.OpenAI.GetChatClient(PortalFactory.Model).CompleteChatStreamingAsync([new UserChatMessage("Hi")], cancellationToken: Stop))
        {
            text += string.Concat(update.ContentUpdate.Select(part => part.Text));
            finish ??= update.FinishReason;
            usage ??= update.Usage;
            if (text == "Hel")
                more.Open(); // the second token is only sent because the first has come through
        }

        Assert.Equal("Hello", text);
        Assert.Equal(ChatFinishReason.Length, finish);
        Assert.Equal((5, 2), (usage!.InputTokenCount, usage.OutputTokenCount));
    }

    [Fact]
    public async Task CompleteChat_AllOptions_ReachTheEndpoint()
    {
        var before = portal.Endpoint.Requests.Count;
        var options = new ChatCompletionOptions { Temperature = 0.5f, TopP = 0.9f, MaxOutputTokenCount = 7, StopSequences = { "END", "\n\n" } };
#pragma warning disable OPENAI001 // the seed is marked experimental in the client
        options.Seed = 42;
#pragma warning restore OPENAI001

        await portal.OpenAI.GetChatClient(PortalFactory.Model).CompleteChatAsync(
            [new SystemChatMessage("Be brief."), new UserChatMessage(ChatMessageContentPart.CreateTextPart("One "), ChatMessageContentPart.CreateTextPart("two"))],
            options, Stop);

        var sent = portal.Endpoint.Requests[before].Json;
        Assert.Equal("scripted", sent.GetProperty("model").GetString());
        Assert.Equal(0.5, sent.GetProperty("temperature").GetDouble(), 3);
        Assert.Equal(0.9, sent.GetProperty("top_p").GetDouble(), 3);
        Assert.Equal(42, sent.GetProperty("seed").GetInt64());
        Assert.Equal(["END", "\n\n"], sent.GetProperty("stop").EnumerateArray().Select(stop => stop.GetString()));
        Assert.Contains(sent.EnumerateObject(), field => field.Name is "max_tokens" or "max_completion_tokens" && field.Value.GetInt32() == 7);
        Assert.Equal(["system", "user"], sent.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("role").GetString()));
        Assert.Equal("One two", string.Concat(sent.GetProperty("messages")[1].GetProperty("content").EnumerateArray().Select(part => part.GetProperty("text").GetString())));
    }

    [Fact]
    public async Task GetModels_All_AreListed()
    {
        var models = await portal.OpenAI.GetOpenAIModelClient().GetModelsAsync(Stop);

        Assert.Equal([PortalFactory.Model], models.Value.Select(model => model.Id));
    }

    [Fact]
    public async Task GetModel_IdWithSlash_IsFound()
    {
        var model = await portal.OpenAI.GetOpenAIModelClient().GetModelAsync(PortalFactory.Model, Stop);

        Assert.Equal(PortalFactory.Model, model.Value.Id);
        Assert.Equal("test", model.Value.OwnedBy);
    }

    [Fact]
    public async Task CompleteChat_UnknownModel_Is404()
    {
        var thrown = await Assert.ThrowsAsync<ClientResultException>(() =>
            portal.OpenAI.GetChatClient("gpt-none").CompleteChatAsync([new UserChatMessage("Hi")], cancellationToken: Stop));

        Assert.Equal(404, thrown.Status);
        Assert.Contains("model_not_found", thrown.Message, StringComparison.Ordinal);
    }
}
