using LatencyPortal.Gateway.Prompts.Templates;
using LatencyPortal.Prompts.Insight;
using Xunit;

namespace LatencyPortal.Tests.Prompts.Insight;

/// <summary>The request that is shown before there was one.</summary>
public sealed class InsightExampleTests
{
    [Fact]
    public void Curl_SaysWhatHasNoDefault_AsAShellTakesIt()
    {
        var template = PromptTemplate.New("mine") with
        {
            Variables =
            [
                new PromptVariable { Name = "customer", Example = "Ada O'Neill" },
                new PromptVariable { Name = "tone", Default = "kind", Example = "cool" },
                new PromptVariable { Name = "customer" },
                new PromptVariable { Name = "day", Type = VariableType.Date },
            ],
        };

        Assert.Equal(
            """
            curl http://portal/v1/chat/completions \
              -H "Content-Type: application/json" \
              -d '{"template":"mine@draft","variables":{"customer":"Ada O'\''Neill","day":"2026-01-01"},"messages":[{"role":"user","content":"What is TTFT?"}]}'
            """,
            InsightExample.Curl("http://portal/", template, isInProduction: false));
    }

    [Fact]
    public void Curl_InProduction_AsksByTheBareName() =>
        Assert.Contains("""'{"template":"mine","messages":[""", InsightExample.Curl("http://portal/", PromptTemplate.New("mine"), isInProduction: true), StringComparison.Ordinal);
}
