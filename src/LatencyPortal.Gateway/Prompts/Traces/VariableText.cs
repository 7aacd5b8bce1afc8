using System.Text.Json;
using LatencyPortal.Gateway.Prompts.Composition;
using LatencyPortal.Gateway.Prompts.Templates;

namespace LatencyPortal.Gateway.Prompts.Traces;

/// <summary>The value of a variable as one text, from which all that a template can make of it follows.</summary>
internal static class VariableText
{
    public static string Of(PromptVariable variable, ComposeRequest request)
    {
        if (variable.Type != VariableType.Json)
            return SegmentRenderer.Value(variable, request).ToStringValue();
        if (request.Variables.TryGetValue(variable.Name, out var given) && given.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.String))
            return CanonicalJson.Write(given);
        // A list or an object may come as its text; SegmentRenderer has read it as such.
        using var document = JsonDocument.Parse(given.ValueKind == JsonValueKind.String ? given.GetString()! : variable.Default ?? "null");
        return CanonicalJson.Write(document.RootElement);
    }
}
