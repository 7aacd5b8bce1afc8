using System.Text.Json;
using LatencyPortal.Gateway;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Api;

/// <summary>
/// Reads how much a model is to think. Endpoints of other kinds than OpenAI's get it in their own words; models inside the portal
/// have no such setting.
/// </summary>
internal static class ReasoningReader
{
    public static ReasoningOptions? Read(JsonElement? field, ModelDescription model, string param)
    {
        if (field is not { } effort)
            return null;
        var word = effort.Text(param);
        ReasoningEffort? known = word switch
        {
            "none" => ReasoningEffort.None,
            "minimal" or "low" => ReasoningEffort.Low,
            "medium" => ReasoningEffort.Medium,
            "high" => ReasoningEffort.High,
            "xhigh" => ReasoningEffort.ExtraHigh,
            _ => null,
        };
        if (known is null && model.IsLocal)
            throw new ApiFaultException(ApiFault.BadRequest($"`{param}` must be none, minimal, low, medium, high or xhigh.", param, "invalid_value"));
        return known is null || model.IsLocal ? null : new ReasoningOptions { Effort = known };
    }
}
