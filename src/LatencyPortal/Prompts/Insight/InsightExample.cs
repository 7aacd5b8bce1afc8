using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LatencyPortal.Gateway.Prompts.Analysis;
using LatencyPortal.Gateway.Prompts.Templates;

namespace LatencyPortal.Prompts.Insight;

/// <summary>A request of a template for the command line.</summary>
internal static class InsightExample
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="portal">Address of the portal, with a slash at its end.</param>
    /// <param name="template">The template.</param>
    /// <param name="isInProduction">Whether its bare name is answered; else the version saved last is asked for.</param>
    public static string Curl(string portal, PromptTemplate template, bool isInProduction)
    {
        var body = new JsonObject { ["template"] = isInProduction ? template.Name : $"{template.Name}@{TemplateReference.Draft}" };
        // While it is edited, two variables may have one name.
        var variables = template.Variables.DistinctBy(variable => variable.Name).ToList();
        var asked = ExampleRequest.Of(template with { Variables = variables }, default).Variables;
        // What has no default must be said.
        var required = variables.Where(variable => variable.Default is null).Select(variable => KeyValuePair.Create<string, JsonNode?>(variable.Name, asked[variable.Name].GetString())).ToList();
        if (required.Count > 0)
            body["variables"] = new JsonObject(required);
        body["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "What is TTFT?" });
        return $$"""
            curl {{portal}}v1/chat/completions \
              -H "Content-Type: application/json" \
              -d '{{body.ToJsonString(Readable).Replace("'", "'\\''", StringComparison.Ordinal)}}'
            """;
    }
}
