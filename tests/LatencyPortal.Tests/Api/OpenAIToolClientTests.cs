using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json;
using LatencyPortal.Testing;
using LatencyPortal.Tests.Shared;
using OpenAI.Chat;
using OpenAI.Responses;
using Xunit;

namespace LatencyPortal.Tests.Api;

/// <summary>Tools, several answers and responses with the official client of NuGet.</summary>
public sealed class OpenAIToolClientTests(ApiFixture portal) : IClassFixture<ApiFixture>
{
    private static readonly BinaryData Parameters = BinaryData.FromString("""{"type": "object", "properties": {"place": {"type": "string"}}}""");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CompleteChat_ToolRoundTrip_AnswersAtLast()
    {
        portal.Endpoint.Enqueue(Call());
        portal.Endpoint.Enqueue(Script.Answer("Sunny in Ulm."));
        var client = portal.OpenAI.GetChatClient(PortalFactory.Model);
        var options = new ChatCompletionOptions { Tools = { ChatTool.CreateFunctionTool("get_weather", "Weather.", Parameters) } };
        List<OpenAI.Chat.ChatMessage> messages = [new UserChatMessage("Weather?")];

        ChatCompletion first = await client.CompleteChatAsync(messages, options, Stop);
        var call = Assert.Single(first.ToolCalls);
        messages.Add(new AssistantChatMessage(first));
        messages.Add(new ToolChatMessage(call.Id, "sun"));
        ChatCompletion last = await client.CompleteChatAsync(messages, options, Stop);

        Assert.Equal(ChatFinishReason.ToolCalls, first.FinishReason);
        Assert.Equal(("call_1", "get_weather", "{\"place\": \"Ulm\"}"), (call.Id, call.FunctionName, call.FunctionArguments.ToString()));
        Assert.Equal("Sunny in Ulm.", last.Content[0].Text);
        var sent = portal.Endpoint.Requests[^1].Json.GetProperty("messages").EnumerateArray().ToList();
        Assert.Equal(["user", "assistant", "tool"], sent.Select(message => message.GetProperty("role").GetString()));
    }

    [Fact]
    public async Task CompleteChatStreaming_ToolCall_ComesInPieces()
    {
        portal.Endpoint.Enqueue(Call());
        var options = new ChatCompletionOptions { Tools = { ChatTool.CreateFunctionTool("get_weather", "Weather.", Parameters) } };
        var arguments = "";
        var names = new List<string>();
        ChatFinishReason? finish = null;

        await foreach (var update in portal.OpenAI.GetChatClient(PortalFactory.Model).CompleteChatStreamingAsync([new UserChatMessage("Weather?")], options, Stop))
        {
            finish ??= update.FinishReason;
            foreach (var piece in update.ToolCallUpdates)
            {
                arguments += piece.FunctionArgumentsUpdate?.ToString();
                if (piece.FunctionName is not null)
                    names.Add(piece.FunctionName);
            }
        }

        Assert.Equal(ChatFinishReason.ToolCalls, finish);
        Assert.Equal(["get_weather"], names);
        Assert.Equal("{\"place\": \"Ulm\"}", arguments);
    }

    [Fact]
    public async Task CompleteChat_SeveralAnswers_AllCome()
    {
        // The typed surface knows one answer; its protocol method has them all.
        var result = await portal.OpenAI.GetChatClient(PortalFactory.Model).CompleteChatAsync(
            BinaryContent.Create(BinaryData.FromString(ApiFixture.Body("\"n\": 2"))), new RequestOptions { CancellationToken = Stop });

        var answer = result.GetRawResponse().Content.ToObjectFromJson<JsonElement>();
        Assert.Equal([0, 1], answer.GetProperty("choices").EnumerateArray().Select(choice => choice.GetProperty("index").GetInt32()));
        Assert.All(answer.GetProperty("choices").EnumerateArray(), choice => Assert.Equal("Hello from the scripted endpoint.", choice.GetProperty("message").GetProperty("content").GetString()));
    }

#pragma warning disable OPENAI001 // the client marks responses as experimental
    [Fact]
    public async Task CreateResponse_TextAndTools_AreRead()
    {
        portal.Endpoint.Enqueue(Script.Answer().Token("Let me look.").Delta(CallDelta).Finish("tool_calls").Usage(7, 3));
        var options = new CreateResponseOptions(PortalFactory.Model, [ResponseItem.CreateUserMessageItem("Weather?")])
        {
            Instructions = "Be brief.",
            StoredOutputEnabled = false,
            Tools = { ResponseTool.CreateFunctionTool("get_weather", Parameters, strictModeEnabled: false, "Weather.") },
        };

        ResponseResult response = await portal.OpenAI.GetResponsesClient().CreateResponseAsync(options, Stop);

        Assert.Equal(ResponseStatus.Completed, response.Status);
        Assert.Equal("Let me look.", response.GetOutputText());
        var call = Assert.Single(response.OutputItems.OfType<FunctionCallResponseItem>());
        Assert.Equal(("call_1", "get_weather", "{\"place\": \"Ulm\"}"), (call.CallId, call.FunctionName, call.FunctionArguments.ToString()));
        Assert.Equal((7, 3), (response.Usage.InputTokenCount, response.Usage.OutputTokenCount));
    }

    [Fact]
    public async Task CreateResponseStreaming_Events_AreRead()
    {
        portal.Endpoint.Enqueue(Script.Answer().Reasoning("Hm.").Tokens("Hel", "lo").Finish().Usage(7, 3));
        var text = "";
        ResponseResult? last = null;

        await foreach (var update in await portal.OpenAI.GetResponsesClient().CreateResponseStreamingAsync(
            new CreateResponseOptions(PortalFactory.Model, [ResponseItem.CreateUserMessageItem("Hi")]) { StreamingEnabled = true }, Stop))
        {
            if (update is StreamingResponseOutputTextDeltaUpdate delta)
                text += delta.Delta;
            if (update is StreamingResponseCompletedUpdate completed)
                last = completed.Response;
        }

        Assert.Equal("Hello", text);
        Assert.Equal("Hello", last!.GetOutputText());
        Assert.Equal(10, last.Usage.TotalTokenCount);
    }
#pragma warning restore OPENAI001

    private const string CallDelta =
        """{"tool_calls": [{"index": 0, "id": "call_1", "type": "function", "function": {"name": "get_weather", "arguments": "{\"place\": \"Ulm\"}"}}]}""";

    private static Script Call() => Script.Answer()
        .Delta("""{"tool_calls": [{"index": 0, "id": "call_1", "type": "function", "function": {"name": "get_weather", "arguments": "{\"place\":"}}]}""")
        .Delta("""{"tool_calls": [{"index": 0, "function": {"arguments": " \"Ulm\"}"}}]}""")
        .Finish("tool_calls").Usage(9, 5);
}
